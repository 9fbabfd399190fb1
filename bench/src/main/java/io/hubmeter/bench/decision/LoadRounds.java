package io.hubmeter.bench.decision;

import io.hubmeter.bench.measure.Samples;
import io.hubmeter.bench.platform.BenchPolicies;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A child process: asks decision servers and the bare servers beside them by turns. Arguments: rounds, questions of one run
 * over one connection, then {@code accounts:apiPort:barePort} for each server. With several connections it asks three times as
 * many.
 */
public final class LoadRounds {
    /** How many connections are open at once. */
    public static final List<Integer> CONNECTIONS = List.of(1, 16);

    /** The groups whose limits differ in their windows only. */
    public static final List<String> GROUPS = List.of(BenchPolicies.SHORT, BenchPolicies.LONG);

    /** What the bare server is called. */
    public static final String BARE = "bare";

    private static final Duration RUN_BOUND = Duration.ofSeconds(6);
    private static final int TIMES_WITH_SEVERAL = 3;

    private LoadRounds() {}

    /** A measured figure's name. */
    public static String name(int accounts, int connections, String target, String figure) {
        return "%d/%d/%s/%s".formatted(accounts, connections, target, figure);
    }

    private record Server(int accounts, int apiPort, int barePort) {
        static Server parse(String written) {
            String[] parts = written.split(":", -1);
            return new Server(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
        }
    }

    /** Runs it. */
    public static void main(String[] args) throws Exception {
        int rounds = Integer.parseInt(args[0]);
        int questions = Integer.parseInt(args[1]);
        List<Server> servers = new ArrayList<>();
        for (int i = 2; i < args.length; i++) {
            servers.add(Server.parse(args[i]));
        }
        for (int round = 0; round <= rounds; round++) {
            for (int connections : CONNECTIONS) {
                int count = connections == 1 ? questions : questions * TIMES_WITH_SEVERAL;
                for (Server server : servers) {
                    measure(round, server, BARE, server.barePort(), connections, count);
                    for (String group : GROUPS) {
                        measure(round, server, group, server.apiPort(), connections, count);
                    }
                }
            }
            System.err.println(round == 0 ? "warmed up" : "decisions: round " + round + " of " + rounds);
        }
    }

    private static void measure(int round, Server server, String target, int port, int connections, int questions)
            throws InterruptedException {
        String group = target.equals(BARE) ? BenchPolicies.LONG : target;
        LoadRun.Outcome outcome =
                new LoadRun(port, group, server.accounts(), connections, questions, RUN_BOUND).run(round);
        if (round > 0) {
            Samples.print(name(server.accounts(), connections, target, "rate"), outcome.perSecond());
            Samples.print(name(server.accounts(), connections, target, "p50"), outcome.p50Micros());
            Samples.print(name(server.accounts(), connections, target, "p99"), outcome.p99Micros());
            Samples.print(name(server.accounts(), connections, target, "denied"), outcome.deniedShare());
        }
    }
}
