package io.hubmeter.bench;

import io.hubmeter.bench.measure.Machine;
import io.hubmeter.bench.measure.Samples;
import io.hubmeter.bench.openloop.LiveServer;
import io.hubmeter.bench.openloop.OpenLoopRounds;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Decisions by a schedule that waits for no answer: measures them at several paces, and tells in Markdown. */
final class OpenLoopReport {
    private static final int SERVER_HEAP_MB = 2_048;
    private static final int LOAD_HEAP_MB = 512;
    private static final double AIM_P99_MS = 5;
    /** Less than this share of the pace asked for is not that pace. */
    private static final double REACHED = 0.99;
    /** The same for events; what came last is not committed yet. */
    private static final double KEPT_UP = 0.95;

    private final StringBuilder text = new StringBuilder();
    private final Machine machine;
    private final Plan plan;
    private final Samples samples;

    OpenLoopReport(Machine machine, Plan plan, Samples samples) {
        this.machine = machine;
        this.plan = plan;
        this.samples = samples;
    }

    /**
     * How much a run does.
     *
     * @param readings of each account, before
     * @param seconds of each row
     * @param events a second, in turn
     * @param questions a second, in turn for each of these
     */
    record Plan(int accounts, int readings, int seconds, List<Integer> events, List<Integer> questions) {
        /** Under four minutes. */
        static final Plan FULL = new Plan(10_000, 60, 10, List.of(0, 5_000), List.of(500, 1_000, 2_000));
        /** Half a minute, and no figure to rely on. */
        static final Plan QUICK = new Plan(500, 10, 2, List.of(0, 500), List.of(100, 200));
    }

    /** Measures in JVMs of their own. */
    static Samples measure(Plan plan, Path folder) throws IOException, InterruptedException {
        Samples samples = new Samples();
        try (Child server = Child.start(
                LiveServer.class,
                SERVER_HEAP_MB,
                folder,
                List.of(Integer.toString(plan.accounts()), Integer.toString(plan.readings())))) {
            List<String> arguments = new ArrayList<>(List.of(
                    Integer.toString(plan.accounts()),
                    Integer.toString(plan.seconds()),
                    numbers(plan.events()),
                    numbers(plan.questions())));
            arguments.addAll(List.of(server.awaitLine(LiveServer.READY).split(" ", -1)));
            try (Child load = Child.start(OpenLoopRounds.class, LOAD_HEAP_MB, folder, arguments)) {
                load.finish(samples, new ArrayList<>());
            }
            server.endInput();
            server.finish(samples, new ArrayList<>());
        }
        return samples;
    }

    private static String numbers(List<Integer> numbers) {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    String text() {
        line("# Measured: decisions by a schedule, with pod events at the same time");
        line("");
        line(machine.describe());
        line("");
        line(("Topology, decision API, broker and registry in one process with a heap of %,d MB; the load in another. "
                        + "%,d accounts with %d readings each, limits over 30 days; each row takes %d s, and begins when all events before are worked off.")
                .formatted(SERVER_HEAP_MB, plan.accounts(), plan.readings(), plan.seconds()));
        line(
                ("Each question is due at an instant that no answer changes, and its time counts from there; what waits for one of %d connections "
                                + "waits in that time, and what was not answered within two seconds counts as failed, with the time it took.")
                        .formatted(OpenLoopRounds.CONNECTIONS));
        line(
                "Events worked off are those committed within the row, what came in the last fifth of a second cannot be. Asked late is how long after it was due one in a hundred was asked, at the least: what the load itself adds.");
        line("");
        line(
                "| events/s due | worked off/s | left at the end | questions/s due | answered/s | p50, ms | p99, ms | p99.9, ms | most, ms | unknown | shed (503) | failed | asked late, p99, ms | aim: p99 < %.0f ms |"
                        .formatted(AIM_P99_MS));
        line("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |");
        for (int events : plan.events()) {
            for (int questions : plan.questions()) {
                if (samples.has(OpenLoopRounds.name(events, questions, OpenLoopRounds.RATE))) {
                    row(events, questions);
                } else {
                    line(
                            "| %,d | | | %,d | | | | | | | | | | not measured: the rows before left more events than were worked off in a minute |"
                                    .formatted(events, questions));
                }
            }
        }
        return text.toString();
    }

    private void row(int events, int questions) {
        String latency = OpenLoopRounds.LATENCY;
        line(
                "| %,d | %,.0f | %,.0f | %,d | %,.0f | %,.2f | %,.2f | %,.1f | %,.0f | %,.0f | %,.0f | %,.0f | %,.2f | %s |"
                        .formatted(
                                events,
                                one(events, questions, OpenLoopRounds.EVENTS),
                                one(events, questions, OpenLoopRounds.BACKLOG),
                                questions,
                                one(events, questions, OpenLoopRounds.RATE),
                                one(events, questions, latency + "-p50"),
                                one(events, questions, latency + "-p99"),
                                one(events, questions, latency + "-p999"),
                                one(events, questions, latency + "-max"),
                                one(events, questions, OpenLoopRounds.UNKNOWN),
                                one(events, questions, OpenLoopRounds.SHED),
                                one(events, questions, OpenLoopRounds.FAILED),
                                one(events, questions, OpenLoopRounds.LATE + "-p99"),
                                verdict(events, questions)));
    }

    private String verdict(int events, int questions) {
        List<String> missed = new ArrayList<>();
        if (one(events, questions, OpenLoopRounds.LATENCY + "-p99") >= AIM_P99_MS) {
            missed.add("p99");
        }
        if (one(events, questions, OpenLoopRounds.RATE) < REACHED * questions) {
            missed.add("answers");
        }
        if (one(events, questions, OpenLoopRounds.EVENTS) < KEPT_UP * events) {
            missed.add("events");
        }
        return missed.isEmpty() ? "met" : "**missed**: " + String.join(", ", missed);
    }

    private double one(int events, int questions, String figure) {
        return samples.spread(OpenLoopRounds.name(events, questions, figure)).median();
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
