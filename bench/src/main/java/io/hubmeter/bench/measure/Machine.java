package io.hubmeter.bench.measure;

import java.lang.management.ManagementFactory;

/**
 * What a run was made on.
 *
 * @param cores processors that the JVM may use
 * @param jdk vendor and version
 * @param loadAverage runnable threads over the last minute, before anything of the run was started; negative if unknown
 */
public record Machine(int cores, String jdk, double loadAverage) {
    /** Above this share of the cores the machine counts as busy with something else. */
    private static final double IDLE_SHARE = 0.25;

    /** This machine, with the load average that was noted before the build, or the present one. */
    public static Machine now(String noted) {
        double load = noted.isEmpty()
                ? ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage()
                : Double.parseDouble(noted);
        return new Machine(
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("java.vendor") + ' ' + System.getProperty("java.runtime.version"),
                load);
    }

    /** Whether little else was running. */
    public boolean isIdle() {
        return loadAverage >= 0 && loadAverage <= cores * IDLE_SHARE;
    }

    /** In Markdown. */
    public String describe() {
        String facts = "%d cores, %s, load average %.2f at the start".formatted(cores, jdk, loadAverage);
        return isIdle()
                ? facts + "."
                : facts
                        + ".\n\n**The machine was not idle: compare ratios within this run, and trust no absolute figure.**";
    }
}
