package io.hubmeter.bench.growth;

import io.hubmeter.bench.decision.Footprint;
import io.hubmeter.bench.measure.Samples;
import io.hubmeter.bench.platform.BenchPlatform;
import io.hubmeter.bench.topology.Drain;
import io.hubmeter.bench.topology.FilledTopic;
import io.hubmeter.bench.topology.PodWorkload;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A child process: a topic with events of so many accounts is worked off again and again by stream processors that know nothing yet. While
 * the last one still runs, memory and files are looked at. Arguments: accounts, events, rounds.
 */
public final class GrowthRun {
    /** Events a second. */
    public static final String RATE = "rate";
    /** Processor time of the stream threads for an event, microseconds. */
    public static final String THREADS = "threads";
    /** Processor time of the process for an event, broker included, microseconds. */
    public static final String PROCESS = "process";
    /** Memory of the process, broker included, MiB. */
    public static final String RESIDENT_MB = "resident-mb";
    /** What a collection leaves of the heap, broker included, MiB. */
    public static final String HEAP_MB = "heap-mb";
    /** Files of the stores of one stream processor, MiB. */
    public static final String STORES_MB = "stores-mb";
    /** What one stream processor reads and writes in Kafka, MiB. */
    public static final String TOPICS_MB = "topics-mb";

    private static final double MIB = 1 << 20;
    /** Kafka's other files are set aside at their full length before they are used. */
    private static final String LOG = ".log";

    private GrowthRun() {}

    /** A measured figure's name. */
    public static String name(int accounts, String figure) {
        return accounts + "/" + figure;
    }

    /** Runs it. */
    public static void main(String[] args) throws Exception {
        PodWorkload workload = new PodWorkload(Integer.parseInt(args[0]), Integer.parseInt(args[1]));
        int rounds = Integer.parseInt(args[2]);
        try (BenchPlatform platform = BenchPlatform.start()) {
            FilledTopic filled = FilledTopic.of(platform, workload);
            double inputMb = megabytes(platform.brokerFolder(), file -> file.endsWith(LOG));
            for (int round = 0; round <= rounds; round++) {
                String application = "growth-" + round;
                double beforeMb = megabytes(platform.brokerFolder(), file -> file.endsWith(LOG));
                boolean isLast = round == rounds;
                Drain.Pace pace = Drain.run(platform, filled, application, () -> {
                    if (isLast) {
                        measure(platform, application, workload.accounts(), inputMb - beforeMb);
                    }
                });
                System.err.printf(
                        "%,d accounts, %s: %,.0f events/s, %.0f µs of processor time an event, %.0f with the broker%n",
                        workload.accounts(),
                        round == 0 ? "warm-up" : "round " + round,
                        pace.perSecond(),
                        pace.threadMicros(),
                        pace.processMicros());
                if (round > 0) {
                    Samples.print(name(workload.accounts(), RATE), pace.perSecond());
                    Samples.print(name(workload.accounts(), THREADS), pace.threadMicros());
                    Samples.print(name(workload.accounts(), PROCESS), pace.processMicros());
                }
            }
        }
        // Threads of a broker that did not stop must not keep the process.
        System.exit(0);
    }

    /** Memory first, since reading files takes some. */
    private static void measure(BenchPlatform platform, String application, int accounts, double inputLessBeforeMb)
            throws IOException {
        Path stores = platform.stateFolder().resolve(application);
        Footprint footprint = Footprint.of(stores);
        System.gc();
        double heapBytes =
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        Samples.print(name(accounts, RESIDENT_MB), footprint.residentBytes() / MIB);
        Samples.print(name(accounts, HEAP_MB), heapBytes / MIB);
        Samples.print(name(accounts, STORES_MB), footprint.diskBytes() / MIB);
        Samples.print(
                name(accounts, TOPICS_MB),
                megabytes(platform.brokerFolder(), file -> file.endsWith(LOG)) + inputLessBeforeMb);
    }

    /** Files may go while they are counted. */
    private static double megabytes(Path folder, Predicate<String> isCounted) throws IOException {
        double bytes = 0;
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (isCounted.test(file.getFileName().toString()) && Files.exists(file)) {
                    bytes += Files.size(file);
                }
            }
        }
        return bytes / MIB;
    }
}
