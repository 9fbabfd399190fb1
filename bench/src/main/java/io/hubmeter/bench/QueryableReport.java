package io.hubmeter.bench;

import io.hubmeter.bench.measure.Machine;
import io.hubmeter.bench.measure.Samples;
import io.hubmeter.bench.queryable.QueryableRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** How soon what a pod event changes can be read: measures it with several intervals between commits, and tells in Markdown. */
final class QueryableReport {
    private static final int HEAP_MB = 1_024;
    private static final double AIM_P99_MS = 300;
    /** The first is what {@code hubmeter stream} does by default. */
    private static final List<Integer> COMMITS_MS = List.of(200, 100, 50);

    private final StringBuilder text = new StringBuilder();
    private final Machine machine;
    private final QueryableRun.Plan plan;
    private final Samples samples;

    QueryableReport(Machine machine, QueryableRun.Plan plan, Samples samples) {
        this.machine = machine;
        this.plan = plan;
        this.samples = samples;
    }

    /** About a minute and three quarters; with {@code isQuick} half a minute, and no figure to rely on. */
    static QueryableRun.Plan plan(boolean isQuick) {
        return isQuick ? new QueryableRun.Plan(2_400, 400, 2, 3, 50) : new QueryableRun.Plan(10_000, 1_000, 10, 20, 50);
    }

    /** Measures in JVMs of their own. */
    static Samples measure(QueryableRun.Plan plan, Path folder) throws IOException, InterruptedException {
        Samples samples = new Samples();
        for (int commitMs : COMMITS_MS) {
            List<String> arguments = Stream.of(
                            plan.accounts(),
                            plan.perSecond(),
                            plan.warmUpSeconds(),
                            plan.seconds(),
                            plan.probesPerSecond(),
                            commitMs)
                    .map(String::valueOf)
                    .toList();
            try (Child child = Child.start(QueryableRun.class, HEAP_MB, folder, arguments)) {
                child.finish(samples, new ArrayList<>());
            }
            System.err.printf("queryable: commits each %d ms measured%n", commitMs);
        }
        return samples;
    }

    String text() {
        line("# Measured: from a pod event to an answer that knows of it");
        line("");
        line(machine.describe());
        line("");
        line(
                ("%,d starts and ends of pods a second at an even pace, %,d accounts, exactly once, three limits in force, for %d s "
                                + "after %d s to warm up; broker, registry, processor and view in one JVM.")
                        .formatted(plan.perSecond(), plan.accounts(), plan.seconds(), plan.warmUpSeconds()));
        line(
                ("Of %d events a second, chosen by chance, the account is asked about through the view each millisecond until the answer "
                                + "knows of the event; a consumer of `hubmeter.readings` that reads what is committed notes when the reading is there.")
                        .formatted(plan.probesPerSecond()));
        line(
                "Milliseconds count from when the event was due to be sent. Processor time holds the load and the questions too.");
        line("");
        line(
                "| commits each | events/s | asked about | not seen in 5 s | readable: p50, ms | p99, ms | most, ms | aim: p99 < %.0f ms | committed: p50, ms | p99, ms | most, ms | stream threads, µs an event | process, µs an event | latest sent, ms late |"
                        .formatted(AIM_P99_MS));
        line("| --- | ---: | ---: | ---: | ---: | ---: | ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: |");
        COMMITS_MS.forEach(this::row);
        return text.toString();
    }

    private void row(int commitMs) {
        String p = commitMs + "/";
        String readable = p + QueryableRun.READABLE;
        String committed = p + QueryableRun.COMMITTED;
        line(
                "| %d ms%s | %,.0f | %,.0f | %,.0f | %,.1f | %,.1f | %,.1f | %s | %,.0f | %,.0f | %,.0f | %,.0f | %,.0f | %,.1f |"
                        .formatted(
                                commitMs,
                                commitMs == COMMITS_MS.getFirst() ? " (default)" : "",
                                one(p + QueryableRun.RATE),
                                one(p + QueryableRun.PROBED),
                                one(p + QueryableRun.UNSEEN),
                                one(readable + "-p50"),
                                one(readable + "-p99"),
                                one(readable + "-max"),
                                one(readable + "-p99") < AIM_P99_MS ? "met" : "**missed**",
                                one(committed + "-p50"),
                                one(committed + "-p99"),
                                one(committed + "-max"),
                                one(p + QueryableRun.THREADS),
                                one(p + QueryableRun.PROCESS),
                                one(p + QueryableRun.LATE)));
    }

    private double one(String name) {
        return samples.spread(name).median();
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
