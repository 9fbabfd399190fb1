package io.hubmeter.bench;

import io.hubmeter.bench.decision.DecisionServer;
import io.hubmeter.bench.decision.LoadRounds;
import io.hubmeter.bench.decision.Question;
import io.hubmeter.bench.decision.SeparatePlatform;
import io.hubmeter.bench.decision.Service;
import io.hubmeter.bench.faults.process.FreePorts;
import io.hubmeter.bench.measure.Machine;
import io.hubmeter.bench.measure.Samples;
import io.hubmeter.bench.measure.Spread;
import io.hubmeter.bench.platform.BenchPolicies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Decisions with stream processor and API as processes of their own: measures them, and tells in Markdown. */
final class SeparateReport {
    private static final int PLATFORM_HEAP_MB = 1_024;
    private static final int STREAM_HEAP_MB = 1_024;
    private static final int SERVE_HEAP_MB = 512;
    private static final int LOAD_HEAP_MB = 512;
    private static final double AIM_OVER_BARE = 3;

    private final StringBuilder text = new StringBuilder();
    private final Machine machine;
    private final Sizes sizes;
    private final boolean isProfiled;
    private final Samples samples;
    private final List<String> profile = new ArrayList<>();

    SeparateReport(Machine machine, Sizes sizes, Samples samples, boolean isProfiled) {
        this.machine = machine;
        this.sizes = sizes;
        this.samples = samples;
        this.isProfiled = isProfiled;
    }

    /** Measures each number of accounts with processes of its own, one after the other. */
    void measure(Path folder) throws IOException, InterruptedException {
        for (int accounts : sizes.accounts()) {
            measure(accounts, folder);
        }
    }

    private List<String> service(String... arguments) {
        List<String> all = new ArrayList<>(isProfiled ? List.of(Service.PROFILE) : List.of());
        all.addAll(List.of(arguments));
        return all;
    }

    private void measure(int accounts, Path folder) throws IOException, InterruptedException {
        List<Integer> ports = FreePorts.of(2);
        int queryPort = ports.getFirst();
        int apiPort = ports.getLast();
        Path tokens = Files.writeString(
                folder.resolve("tokens.properties"),
                "token.bench.role=admin%ntoken.bench.sha256=%s%n".formatted(Question.TOKEN.sha256()));
        try (Child platform = Child.start(
                SeparatePlatform.class,
                PLATFORM_HEAP_MB,
                folder,
                List.of(Integer.toString(accounts), Integer.toString(sizes.readings()), Integer.toString(apiPort)))) {
            String[] reached = platform.awaitLine(SeparatePlatform.READY).split(" ", -1);
            String kafka = "kafka.bootstrap-servers=" + reached[1];
            String registry = "schema-registry.url=" + reached[2];
            try (Child stream = Child.start(
                            Service.class,
                            STREAM_HEAP_MB,
                            folder,
                            service(
                                    "stream",
                                    kafka,
                                    registry,
                                    "application-id=" + DecisionServer.APPLICATION,
                                    "state.folder=" + folder.resolve("state-" + accounts),
                                    "query.port=" + queryPort));
                    Child serve = Child.start(
                            Service.class,
                            SERVE_HEAP_MB,
                            folder,
                            service(
                                    "serve",
                                    kafka,
                                    registry,
                                    "api.port=" + apiPort,
                                    "api.tokens.file=" + tokens,
                                    "queries=http://127.0.0.1:" + queryPort))) {
                String barePort = platform.awaitLine(SeparatePlatform.ANSWERED).split(" ", -1)[1];
                try (Child load = Child.start(
                        LoadRounds.class,
                        LOAD_HEAP_MB,
                        folder,
                        List.of(
                                Integer.toString(sizes.decisionRounds()),
                                Integer.toString(sizes.questions()),
                                "%d:%d:%s".formatted(accounts, apiPort, barePort)))) {
                    load.finish(samples, new ArrayList<>());
                }
                serve.endInput();
                serve.finish(samples, profile);
                stream.endInput();
                stream.finish(samples, profile);
            }
            platform.endInput();
            platform.finish(samples, new ArrayList<>());
        }
    }

    String text() {
        line("# Measured: decisions, stream processor and API apart");
        line("");
        line(machine.describe());
        line("");
        line(
                ("`hubmeter stream` (heap of %,d MB), `hubmeter serve` (%d MB) and what they need (%,d MB) are a process each, as is the load. "
                                + "%d readings of each account, three limits; the bare handler answers with as many fixed bytes.")
                        .formatted(STREAM_HEAP_MB, SERVE_HEAP_MB, PLATFORM_HEAP_MB, sizes.readings()));
        line("Rounds: %d after one to warm up. Medians, least and greatest in brackets; ratios round by round."
                .formatted(sizes.decisionRounds()));
        line("");
        line(
                "| accounts | connections | window | answers/s | p50, µs | p99, µs | bare: answers/s | bare: p50, µs | bare: p99, µs | p50 / bare p50 | aim: ≤ %.0f | answers / bare answers |"
                        .formatted(AIM_OVER_BARE));
        line("| ---: | ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- | ---: |");
        for (int accounts : sizes.accounts()) {
            for (int connections : LoadRounds.CONNECTIONS) {
                for (String group : LoadRounds.GROUPS) {
                    row(accounts, connections, group);
                }
            }
        }
        profile.forEach(this::line);
        return text.toString();
    }

    private void row(int accounts, int connections, String group) {
        Spread ratio = ratio(accounts, connections, group, "p50");
        line("| %,d | %d | %s | %s | %s | %s | %s | %s | %s | %s | %s | %s |"
                .formatted(
                        accounts,
                        connections,
                        group.equals(BenchPolicies.SHORT) ? "1 d" : "30 d",
                        whole(accounts, connections, group, "rate"),
                        whole(accounts, connections, group, "p50"),
                        whole(accounts, connections, group, "p99"),
                        whole(accounts, connections, LoadRounds.BARE, "rate"),
                        whole(accounts, connections, LoadRounds.BARE, "p50"),
                        whole(accounts, connections, LoadRounds.BARE, "p99"),
                        ratio.fine(),
                        ratio.median() <= AIM_OVER_BARE ? "met" : "**missed**",
                        ratio(accounts, connections, group, "rate").fine()));
    }

    private Spread ratio(int accounts, int connections, String group, String figure) {
        return samples.ratio(
                LoadRounds.name(accounts, connections, group, figure),
                LoadRounds.name(accounts, connections, LoadRounds.BARE, figure));
    }

    private String whole(int accounts, int connections, String target, String figure) {
        return samples.spread(LoadRounds.name(accounts, connections, target, figure))
                .whole();
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
