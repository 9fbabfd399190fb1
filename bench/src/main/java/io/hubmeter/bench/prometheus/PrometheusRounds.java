package io.hubmeter.bench.prometheus;

import io.hubmeter.bench.decision.DecisionServer;
import io.hubmeter.bench.decision.LoadRun;
import io.hubmeter.bench.measure.Samples;
import io.hubmeter.bench.platform.BenchPlatform;
import io.hubmeter.bench.platform.BenchPolicies;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;

/**
 * A child process: decisions over HTTP, and a Prometheus asked for what a decision would need, by turns. Arguments: accounts,
 * readings of each, rounds, questions, queries.
 */
public final class PrometheusRounds {
    /** Median time of a decision, µs. */
    public static final String DECISION = "decision";
    /** Median time until all samples were fetched and summed up, µs. */
    public static final String FROM_SAMPLES = "samples";
    /** Median time where Prometheus sums up, µs. */
    public static final String BY_SERVER = "server";

    private static final Duration RUN_BOUND = Duration.ofSeconds(20);

    private PrometheusRounds() {}

    private interface Query {
        Object ask() throws IOException, InterruptedException;
    }

    /** Runs it. */
    public static void main(String[] args) throws Exception {
        int accounts = Integer.parseInt(args[0]);
        int rounds = Integer.parseInt(args[2]);
        int questions = Integer.parseInt(args[3]);
        int queries = Integer.parseInt(args[4]);
        try (BenchPlatform platform = BenchPlatform.start();
                SampledUser user = SampledUser.start(Files.createTempDirectory("hubmeter-bench-"), freePort())) {
            DecisionServer server = DecisionServer.start(platform, accounts, Integer.parseInt(args[1]));
            for (int round = 0; round <= rounds; round++) {
                double decision = new LoadRun(server.apiPort(), BenchPolicies.LONG, accounts, 1, questions, RUN_BOUND)
                        .run(round)
                        .p50Micros();
                double fromSamples = p50Micros(queries, user::usedFromSamples);
                double byServer = p50Micros(queries, user::usedSummedByServer);
                System.err.printf(
                        "round %d: decision %,.0f µs, from samples %,.0f µs, summed by Prometheus %,.0f µs%n",
                        round, decision, fromSamples, byServer);
                if (round > 0) {
                    Samples.print(DECISION, decision);
                    Samples.print(FROM_SAMPLES, fromSamples);
                    Samples.print(BY_SERVER, byServer);
                }
            }
        }
        // Threads of a broker that did not stop must not keep the process.
        System.exit(0);
    }

    private static double p50Micros(int queries, Query query) throws IOException, InterruptedException {
        long[] nanos = new long[queries];
        for (int i = 0; i < queries; i++) {
            long before = System.nanoTime();
            query.ask();
            nanos[i] = System.nanoTime() - before;
        }
        Arrays.sort(nanos);
        return nanos[queries / 2] / 1e3;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
