package io.hubmeter.bench;

import io.hubmeter.bench.growth.GrowthPicture;
import io.hubmeter.bench.growth.GrowthRun;
import io.hubmeter.bench.growth.Panel;
import io.hubmeter.bench.measure.Machine;
import io.hubmeter.bench.measure.Samples;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What the same events cost with few accounts and with many: measures it, and tells in Markdown and as a picture. */
final class GrowthReport {
    private static final int LEAST_HEAP_MB = 64;
    private static final int HEAP_MB = 2_048;

    private final StringBuilder text = new StringBuilder();
    private final Machine machine;
    private final Plan plan;
    private final Samples samples;

    GrowthReport(Machine machine, Plan plan, Samples samples) {
        this.machine = machine;
        this.plan = plan;
        this.samples = samples;
    }

    /**
     * How much a run does.
     *
     * @param accounts in ascending order
     * @param events starts and ends of pods, whatever the number of accounts
     * @param rounds after one to warm up
     */
    record Plan(List<Integer> accounts, int events, int rounds) {
        /** About eight minutes. */
        static final Plan FULL = new Plan(List.of(1_000, 10_000, 100_000), 240_000, 2);
        /** About a minute, and no figure to rely on. */
        static final Plan QUICK = new Plan(List.of(100, 1_000, 10_000), 10_000, 1);
    }

    /** Measures each number of accounts in a JVM of its own. */
    static Samples measure(Plan plan, Path folder) throws IOException, InterruptedException {
        Samples samples = new Samples();
        for (int accounts : plan.accounts()) {
            try (Child child = Child.start(
                    GrowthRun.class,
                    LEAST_HEAP_MB,
                    HEAP_MB,
                    folder,
                    List.of(
                            Integer.toString(accounts),
                            Integer.toString(plan.events()),
                            Integer.toString(plan.rounds())))) {
                child.finish(samples, new ArrayList<>());
            }
        }
        return samples;
    }

    String text() {
        line("# Measured: how it grows");
        line("");
        line(machine.describe());
        line("");
        line(
                ("%,d starts and ends of pods in the order of time, heartbeats between, worked off by a stream processor that knows nothing yet: "
                                + "exactly once, three limits in force. Broker, registry and processor in one JVM with a heap of %,d to %,d MB; "
                                + "Rounds: %d after one to warm up. Medians, least and greatest in brackets.")
                        .formatted(plan.events(), LEAST_HEAP_MB, HEAP_MB, plan.rounds()));
        line(
                "Memory at the end of the last round, of the process with its broker: as the kernel counts it, and what a collection leaves of the heap. Stores are the files of one processor, what it still holds in memory left out; topics are what it read and wrote, changelogs too, with all that compaction would take away.");
        line("");
        line(
                "| accounts | events/s | stream threads, µs an event | process, µs an event | resident, MiB | heap, MiB | stores, MiB | topics, MiB |");
        line("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        plan.accounts().forEach(this::row);
        line("");
        int few = plan.accounts().getFirst();
        int many = plan.accounts().getLast();
        line(
                "An event of one of %,d accounts takes %.2f times the processor time of one of %,d in the stream threads, and %.2f times in the process."
                        .formatted(
                                many,
                                one(many, GrowthRun.THREADS) / one(few, GrowthRun.THREADS),
                                few,
                                one(many, GrowthRun.PROCESS) / one(few, GrowthRun.PROCESS)));
        return text.toString();
    }

    /** The same as a picture, SVG. */
    String picture() {
        return GrowthPicture.of(
                "Six small charts, each over %s accounts with %,d pod events: %s."
                        .formatted(
                                String.join(
                                        ", ",
                                        plan.accounts().stream()
                                                .map("%,d"::formatted)
                                                .toList()),
                                plan.events(),
                                String.join(
                                        ", ",
                                        panels().stream().map(Panel::title).toList())),
                panels());
    }

    private List<Panel> panels() {
        return List.of(
                panel("pod events per second", GrowthRun.RATE),
                panel("stream threads, µs an event", GrowthRun.THREADS),
                panel("process, µs an event", GrowthRun.PROCESS),
                panel("memory of the process, MiB", GrowthRun.RESIDENT_MB),
                panel("files of the stores, MiB", GrowthRun.STORES_MB),
                panel("topics in Kafka, MiB", GrowthRun.TOPICS_MB));
    }

    private Panel panel(String title, String figure) {
        return new Panel(
                title,
                plan.accounts().stream()
                        .map(accounts -> new Panel.Point(accounts, one(accounts, figure)))
                        .toList());
    }

    private void row(int accounts) {
        line("| %,d | %s | %s | %s | %,.0f | %,.0f | %,.0f | %,.0f |"
                .formatted(
                        accounts,
                        samples.spread(GrowthRun.name(accounts, GrowthRun.RATE)).whole(),
                        samples.spread(GrowthRun.name(accounts, GrowthRun.THREADS))
                                .whole(),
                        samples.spread(GrowthRun.name(accounts, GrowthRun.PROCESS))
                                .whole(),
                        one(accounts, GrowthRun.RESIDENT_MB),
                        one(accounts, GrowthRun.HEAP_MB),
                        one(accounts, GrowthRun.STORES_MB),
                        one(accounts, GrowthRun.TOPICS_MB)));
    }

    private double one(int accounts, String figure) {
        return samples.spread(GrowthRun.name(accounts, figure)).median();
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
