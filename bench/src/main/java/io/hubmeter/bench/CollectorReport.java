package io.hubmeter.bench;

import io.hubmeter.bench.collector.CollectorRounds;
import io.hubmeter.bench.measure.Machine;
import io.hubmeter.bench.measure.Samples;
import io.hubmeter.bench.measure.Spread;
import java.util.List;
import java.util.OptionalInt;

/** What a run of the collector found, in Markdown: medians with the least and the greatest round in brackets. */
final class CollectorReport {
    private static final double AIM_CHANGES_PER_SECOND = 2_000;
    private static final double AIM_P99_MS = 100;
    private static final double AIM_RESIDENT_MIB = 512;

    private final StringBuilder text = new StringBuilder();
    private final Machine machine;
    private final CollectorSizes sizes;
    private final Samples samples;
    private final List<String> profile;

    CollectorReport(Machine machine, CollectorSizes sizes, Samples samples, List<String> profile) {
        this.machine = machine;
        this.sizes = sizes;
        this.samples = samples;
        this.profile = profile;
    }

    String text() {
        line("# Measured: the collector of Kubernetes");
        line("");
        line(machine.describe());
        line("kube-apiserver, etcd, broker, registry, collector and whoever writes pods share the machine.");
        line("Medians of the rounds, least and greatest in brackets; ratios are taken round by round.");
        sustained();
        live();
        memory();
        profile.forEach(this::line);
        return text.toString();
    }

    private void sustained() {
        Spread collector = samples.spread(CollectorRounds.COLLECTOR);
        heading("Stored changes, as fast as they come");
        line(
                "%,.0f changes of pods, created and then running, %,.0f bytes an event; each is written as one record. From the"
                        .formatted(one(CollectorRounds.CHANGES), one(CollectorRounds.EVENT_BYTES)));
        line(
                "arrival of the first event to the last acknowledgement. The bare watch reads the same stream with the same HTTP");
        line(
                "client and counts lines; publishing alone writes the same records from memory. Rounds: %d after one to warm up."
                        .formatted(sizes.rounds()));
        line("");
        line("| what | changes/s | times the collector | processor time, µs a change |");
        line("| --- | ---: | ---: | ---: |");
        line("| bare watch | %s | %s | %s |"
                .formatted(
                        samples.spread(CollectorRounds.BARE).whole(),
                        samples.ratio(CollectorRounds.BARE, CollectorRounds.COLLECTOR)
                                .fine(),
                        samples.spread(CollectorRounds.BARE_CPU).whole()));
        line("| publishing alone | %s | %s | |"
                .formatted(
                        samples.spread(CollectorRounds.PUBLISH).whole(),
                        samples.ratio(CollectorRounds.PUBLISH, CollectorRounds.COLLECTOR)
                                .fine()));
        line("| collector | %s | 1 | %s, broker included |"
                .formatted(
                        collector.whole(),
                        samples.spread(CollectorRounds.COLLECTOR_CPU).whole()));
        line("| of it, the thread that watches | | | %s |"
                .formatted(samples.spread(CollectorRounds.WATCH_CPU).whole()));
        line("| of it, the thread that writes | | | %s |"
                .formatted(samples.spread(CollectorRounds.WRITE_CPU).whole()));
        line("");
        line("Aim: at least %,.0f changes/s: %s."
                .formatted(AIM_CHANGES_PER_SECOND, met(collector.median() >= AIM_CHANGES_PER_SECOND)));
    }

    private void live() {
        heading("Live changes");
        line(
                "Ends of pods, written by 16 threads for %d s each while the collector follows. Lag counts from Kubernetes' own"
                        .formatted(sizes.seconds()));
        line("timestamps, which have whole seconds: half a second of it is rounding.");
        line("");
        line(
                "| load | written/s | acknowledged/s | event to acknowledgement: p50, ms | p99, ms | lag: p50, ms | p99, ms "
                        + "| most in the queue | last one behind, ms |");
        line("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        live("%d/s".formatted(CollectorRounds.PACE), CollectorRounds.PACED);
        live("all the machine can write", CollectorRounds.FULL);
        line("");
        line("Aim: p99 below %.0f ms at %d changes/s: %s."
                .formatted(AIM_P99_MS, CollectorRounds.PACE, met(one(CollectorRounds.PACED + "-p99") < AIM_P99_MS)));
    }

    private void live(String what, String name) {
        line("| %s | %,.0f | %,.0f | %.1f | %.1f | %,.0f | %,.0f | %.0f | %.0f |"
                .formatted(
                        what,
                        one(name + "-writes"),
                        one(name + "-records"),
                        one(name + "-p50"),
                        one(name + "-p99"),
                        one(name + "-lag-p50"),
                        one(name + "-lag-p99"),
                        one(name + "-queued"),
                        one(name + "-behind")));
    }

    private void memory() {
        heading("Memory");
        line(
                "`hubmeter collect` with the launcher's flags lists %,d running pods of %,.0f bytes, and follows 1,000 changes."
                        .formatted(sizes.pods(), one(CollectorRounds.POD_BYTES)));
        line("");
        line(
                "| heap, MiB | from start to live, s | most resident at the end of the snapshot, MiB | after the changes, MiB | aim: < %.0f MiB |"
                        .formatted(AIM_RESIDENT_MIB));
        line("| ---: | ---: | ---: | ---: | --- |");
        for (int heap : sizes.heapsMb()) {
            if (works(heap)) {
                double most = one("heap-%d-after".formatted(heap));
                line("| %d | %.1f | %.0f | %.0f | %s |"
                        .formatted(
                                heap,
                                one("heap-%d-seconds".formatted(heap)),
                                one("heap-%d-peak".formatted(heap)),
                                most,
                                met(most < AIM_RESIDENT_MIB)));
            } else {
                line("| %d | too small, or not live within %d s | | | |"
                        .formatted(heap, CollectorRounds.START_BOUND.toSeconds()));
            }
        }
        OptionalInt least = sizes.heapsMb().stream()
                .mapToInt(Integer::intValue)
                .filter(this::works)
                .min();
        line("");
        line(
                least.isPresent()
                        ? "The smallest heap of these that works: %d MiB.".formatted(least.getAsInt())
                        : "None of these heaps works.");
    }

    private boolean works(int heapMb) {
        return one("heap-%d-works".formatted(heapMb)) == 1;
    }

    private double one(String name) {
        return samples.spread(name).median();
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
