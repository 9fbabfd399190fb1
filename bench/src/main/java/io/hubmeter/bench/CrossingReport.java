package io.hubmeter.bench;

import io.hubmeter.bench.crossing.CrossingRun;
import io.hubmeter.bench.measure.Machine;
import io.hubmeter.bench.measure.Samples;
import java.util.List;

/** What a run of crossings found, in Markdown. */
final class CrossingReport {
    private static final double AIM_P99_MS = 2_000;

    private final StringBuilder text = new StringBuilder();
    private final Machine machine;
    private final CrossingSizes sizes;
    private final Samples samples;
    private final List<String> profile;

    CrossingReport(Machine machine, CrossingSizes sizes, Samples samples, List<String> profile) {
        this.machine = machine;
        this.sizes = sizes;
        this.samples = samples;
        this.profile = profile;
    }

    String text() {
        line("# Measured: from a crossing to the event about it");
        line("");
        line(machine.describe());
        line("");
        line(
                "%,d pods of %,d accounts run. In %d s the limits of %,d accounts are crossed, evenly, after %,d to warm up;"
                        .formatted(
                                2 * sizes.accounts(),
                                sizes.accounts(),
                                sizes.seconds(),
                                sizes.accounts() - sizes.warmUp(),
                                sizes.warmUp()));
        line(
                "heartbeats in real time, one a second. A consumer that reads what is committed notes when each event arrives.");
        line(
                "Broker, registry and processor in one JVM, which kept %.2f processors busy. The latest heartbeat was %.0f ms late."
                        .formatted(one(CrossingRun.BUSY), one(CrossingRun.LATE)));
        line("");
        line("| milliseconds | p50 | p90 | p99 | most |");
        line("| --- | ---: | ---: | ---: | ---: |");
        row("**from the crossing to the event**", CrossingRun.LATENCY);
        row("to the heartbeat after it", CrossingRun.HEARTBEAT);
        row("to the event on the topic", CrossingRun.PROCESSING);
        row("until it is committed", CrossingRun.COMMIT);
        line("");
        double p99 = one(CrossingRun.LATENCY + "-p99");
        line("Aim: p99 below %,.0f ms: %s.".formatted(AIM_P99_MS, p99 < AIM_P99_MS ? "met" : "**missed**"));
        profile.forEach(this::line);
        return text.toString();
    }

    private void row(String what, String name) {
        line("| %s | %,.0f | %,.0f | %,.0f | %,.0f |"
                .formatted(what, one(name + "-p50"), one(name + "-p90"), one(name + "-p99"), one(name + "-max")));
    }

    private double one(String name) {
        return samples.spread(name).median();
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
