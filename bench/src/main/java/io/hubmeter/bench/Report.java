package io.hubmeter.bench;

import io.hubmeter.bench.decision.LoadRounds;
import io.hubmeter.bench.measure.Machine;
import io.hubmeter.bench.measure.Samples;
import io.hubmeter.bench.measure.Spread;
import io.hubmeter.bench.platform.BenchPolicies;
import io.hubmeter.bench.topology.TopologyRounds;
import java.util.List;
import java.util.Map;

/** What a run found, in Markdown: medians with the least and the greatest round in brackets, and whether aims are met. */
final class Report {
    private static final double AIM_EVENTS_PER_SECOND = 30_000;
    private static final double AIM_OVER_BARE = 1.5;
    private static final double AIM_OVER_WINDOW = 1.2;
    private static final double AIM_OVER_ACCOUNTS = 1.5;

    private final StringBuilder text = new StringBuilder();
    private final Machine machine;
    private final Sizes sizes;
    private final List<String> flags;
    private final Map<Integer, Samples> topology;
    private final Samples decisions;
    private final List<String> profile;

    Report(
            Machine machine,
            Sizes sizes,
            List<String> flags,
            Map<Integer, Samples> topology,
            Samples decisions,
            List<String> profile) {
        this.machine = machine;
        this.sizes = sizes;
        this.flags = flags;
        this.topology = topology;
        this.decisions = decisions;
        this.profile = profile;
    }

    String text() {
        line("# Measured");
        line("");
        line(machine.describe());
        line("Child JVMs: " + String.join(", ", flags) + ".");
        line("Medians of the rounds, least and greatest in brackets; ratios are taken round by round.");
        if (!topology.isEmpty()) {
            topology();
        }
        if (!decisions.isEmpty()) {
            decisions();
            flatness();
        }
        profile.forEach(this::line);
        return text.toString();
    }

    private void topology() {
        heading("Pod events through the topology");
        line(
                "%,d starts and ends of pods in the order of time, heartbeats between; exactly_once_v2, three limits in force, "
                        .formatted(sizes.events()));
        line("broker, registry and processor in one JVM. Rounds: %d after one to warm up."
                .formatted(sizes.topologyRounds()));
        line("");
        line(
                "| accounts | topology, events/s | plain consumer + decode, events/s | consumer / topology | stream threads, µs an event | process, µs an event | aim: ≥ %,.0f events/s |"
                        .formatted(AIM_EVENTS_PER_SECOND));
        line("| ---: | ---: | ---: | ---: | ---: | ---: | --- |");
        topology.forEach((accounts, samples) -> {
            Spread events = samples.spread(TopologyRounds.TOPOLOGY);
            line("| %,d | %s | %s | %s | %s | %s | %s |"
                    .formatted(
                            accounts,
                            events.whole(),
                            samples.spread(TopologyRounds.CONSUMER).whole(),
                            samples.ratio(TopologyRounds.CONSUMER, TopologyRounds.TOPOLOGY)
                                    .fine(),
                            samples.spread(TopologyRounds.THREADS).whole(),
                            samples.spread(TopologyRounds.PROCESS).whole(),
                            met(events.median() >= AIM_EVENTS_PER_SECOND)));
        });
    }

    private void decisions() {
        heading("Decisions over HTTP");
        line(
                "`POST /v1/decisions` against a handler that answers with as many fixed bytes; %d readings of each account, "
                        .formatted(sizes.readings()));
        line("three limits. Rounds: %d after one to warm up.".formatted(sizes.decisionRounds()));
        line("");
        line(
                "| accounts | connections | window | answers/s | p50, µs | p99, µs | refused | bare: answers/s | bare: p50, µs "
                        + "| bare: p99, µs | p50 / bare p50 | aim: ≤ %.1f | answers / bare answers |"
                                .formatted(AIM_OVER_BARE));
        line("| ---: | ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- | ---: |");
        for (int accounts : sizes.accounts()) {
            for (int connections : LoadRounds.CONNECTIONS) {
                for (String group : LoadRounds.GROUPS) {
                    decision(accounts, connections, group);
                }
            }
        }
    }

    private void decision(int accounts, int connections, String group) {
        Spread ratio = decisions.ratio(
                LoadRounds.name(accounts, connections, group, "p50"),
                LoadRounds.name(accounts, connections, LoadRounds.BARE, "p50"));
        Spread share = decisions.ratio(
                LoadRounds.name(accounts, connections, group, "rate"),
                LoadRounds.name(accounts, connections, LoadRounds.BARE, "rate"));
        line("| %,d | %d | %s | %s | %s | %s | %.0f %% | %s | %s | %s | %s | %s | %s |"
                .formatted(
                        accounts,
                        connections,
                        window(group),
                        figure(accounts, connections, group, "rate").whole(),
                        figure(accounts, connections, group, "p50").whole(),
                        figure(accounts, connections, group, "p99").whole(),
                        100 * figure(accounts, connections, group, "denied").median(),
                        figure(accounts, connections, LoadRounds.BARE, "rate").whole(),
                        figure(accounts, connections, LoadRounds.BARE, "p50").whole(),
                        figure(accounts, connections, LoadRounds.BARE, "p99").whole(),
                        ratio.fine(),
                        met(ratio.median() <= AIM_OVER_BARE),
                        share.fine()));
    }

    private void flatness() {
        heading("Flat in the length of the window and in accounts");
        line("Quotients of decision p50.");
        line("");
        line("| what | connections | quotient | aim |");
        line("| --- | ---: | ---: | --- |");
        int few = sizes.accounts().getFirst();
        int many = sizes.accounts().getLast();
        for (int connections : LoadRounds.CONNECTIONS) {
            for (int accounts : sizes.accounts()) {
                quotient(
                        "30 d / 1 d, %,d accounts".formatted(accounts),
                        connections,
                        LoadRounds.name(accounts, connections, BenchPolicies.LONG, "p50"),
                        LoadRounds.name(accounts, connections, BenchPolicies.SHORT, "p50"),
                        AIM_OVER_WINDOW);
            }
            for (String group : LoadRounds.GROUPS) {
                quotient(
                        "%,d / %,d accounts, %s".formatted(many, few, window(group)),
                        connections,
                        LoadRounds.name(many, connections, group, "p50"),
                        LoadRounds.name(few, connections, group, "p50"),
                        AIM_OVER_ACCOUNTS);
            }
        }
    }

    private void quotient(String what, int connections, String over, String under, double aim) {
        Spread ratio = decisions.ratio(over, under);
        line("| %s | %d | %s | ≤ %.1f: %s |"
                .formatted(what, connections, ratio.fine(), aim, met(ratio.median() <= aim)));
    }

    private Spread figure(int accounts, int connections, String target, String figure) {
        return decisions.spread(LoadRounds.name(accounts, connections, target, figure));
    }

    private static String window(String group) {
        return group.equals(BenchPolicies.SHORT) ? "1 d" : "30 d";
    }

    private static String met(boolean isMet) {
        return isMet ? "met" : "**missed**";
    }

    private void heading(String title) {
        line("");
        line("## " + title);
        line("");
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
