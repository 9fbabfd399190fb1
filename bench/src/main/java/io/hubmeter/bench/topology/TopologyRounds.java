package io.hubmeter.bench.topology;

import io.hubmeter.bench.measure.Samples;
import io.hubmeter.bench.platform.BenchPlatform;
import io.hubmeter.bench.profile.CpuProfile;

/**
 * A child process: fills a topic once, then reads it by turns with a plain consumer and with new stream processors. Arguments:
 * accounts, events, rounds, whether to profile.
 */
public final class TopologyRounds {
    /** The measurement of the plain consumer. */
    public static final String CONSUMER = "consumer";
    /** The measurement of the topology. */
    public static final String TOPOLOGY = "topology";

    /** The measurement of the stream threads' processor time for each event. */
    public static final String THREADS = "threads";
    /** The measurement of the process's, broker included. */
    public static final String PROCESS = "process";

    private TopologyRounds() {}

    /** Runs it. */
    public static void main(String[] args) throws Exception {
        PodWorkload workload = new PodWorkload(Integer.parseInt(args[0]), Integer.parseInt(args[1]));
        int rounds = Integer.parseInt(args[2]);
        boolean isProfiled = Boolean.parseBoolean(args[3]);
        try (BenchPlatform platform = BenchPlatform.start()) {
            FilledTopic filled = FilledTopic.of(platform, workload);
            System.err.printf("filled with %,d events of %,d accounts%n", workload.events(), workload.accounts());
            for (int round = 0; round <= rounds; round++) {
                double consumer = PlainConsumer.eventsPerSecond(platform, filled);
                Drain.Pace topology;
                try (CpuProfile profile = isProfiled && round == rounds ? CpuProfile.start() : CpuProfile.NONE) {
                    topology = Drain.run(platform, filled, "bench-" + round);
                    profile.print("topology, %,d accounts".formatted(workload.accounts()));
                }
                System.err.printf(
                        "%s %d: consumer %,.0f events/s, topology %,.0f events/s, %.0f µs of processor time an event, %.0f with the broker%n",
                        round == 0 ? "warm-up" : "round",
                        round,
                        consumer,
                        topology.perSecond(),
                        topology.threadMicros(),
                        topology.processMicros());
                if (round > 0) {
                    Samples.print(CONSUMER, consumer);
                    Samples.print(TOPOLOGY, topology.perSecond());
                    Samples.print(THREADS, topology.threadMicros());
                    Samples.print(PROCESS, topology.processMicros());
                }
            }
        }
        // Threads of a broker that did not stop must not keep the process.
        System.exit(0);
    }
}
