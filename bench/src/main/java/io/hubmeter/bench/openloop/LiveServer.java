package io.hubmeter.bench.openloop;

import io.hubmeter.bench.decision.DecisionServer;
import io.hubmeter.bench.platform.BenchPlatform;
import io.hubmeter.bench.platform.EndOfInput;
import io.hubmeter.bench.platform.MeterFill;
import java.time.Duration;
import java.time.Instant;

/**
 * A child process: the decision API and the topology in one process, with time that goes on. Says where it is reached: the API's
 * port, Kafka, the registry, the number of partitions, and how many milliseconds its time is behind that of the machine, which takes readings of the past
 * for those of today. Arguments: accounts, readings of each.
 */
public final class LiveServer {
    /** The first word of the line that says where it is reached. */
    public static final String READY = "ready";

    private LiveServer() {}

    /** Runs it. */
    public static void main(String[] args) throws Exception {
        int accounts = Integer.parseInt(args[0]);
        int readings = Integer.parseInt(args[1]);
        try (BenchPlatform platform = BenchPlatform.start()) {
            long behindMs = Duration.between(MeterFill.NOW, Instant.now()).toMillis();
            DecisionServer server = DecisionServer.start(
                    platform, accounts, readings, () -> Instant.now().minusMillis(behindMs));
            System.err.printf("stores hold %d readings of each of %,d accounts%n", readings, accounts);
            System.out.println("%s %d %s %s %d %d"
                    .formatted(
                            READY,
                            server.apiPort(),
                            platform.bootstrapServers(),
                            platform.registryUri(),
                            platform.partitions(),
                            behindMs));
            EndOfInput.await();
        }
        // Threads of a broker that did not stop must not keep the process.
        System.exit(0);
    }
}
