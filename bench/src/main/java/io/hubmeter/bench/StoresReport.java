package io.hubmeter.bench;

import io.hubmeter.bench.StoresSizes.Fill;
import io.hubmeter.bench.decision.Footprint;
import io.hubmeter.bench.decision.LoadRounds;
import io.hubmeter.bench.measure.Machine;
import io.hubmeter.bench.measure.Samples;
import io.hubmeter.bench.measure.Spread;
import io.hubmeter.bench.platform.BenchPolicies;

/** What a run of stores found, in Markdown. */
final class StoresReport {
    private static final double AIM_S_PER_MILLION = 6;
    private static final double AIM_RESIDENT_MB = 1_536;
    private static final double MIB = 1 << 20;

    private final StringBuilder text = new StringBuilder();
    private final Machine machine;
    private final StoresSizes sizes;
    private final Samples samples;

    StoresReport(Machine machine, StoresSizes sizes, Samples samples) {
        this.machine = machine;
        this.sizes = sizes;
        this.samples = samples;
    }

    String text() {
        line("# Measured: what stores take");
        line("");
        line(machine.describe());
        line("");
        line(
                "Each process, with a heap of %d MB, is a stream processor, the decision API, and the broker and registry that they need."
                        .formatted(sizes.heapMb()));
        line("Stores are restored from their changelog; the first process shows what a start costs by itself.");
        line("");
        line(
                "| accounts | readings of each | stores, MiB | bytes a reading | to the first answer, s | s a million readings, start left out | aim: ≤ %.0f | process, MiB | aim: ≤ %,.0f |"
                        .formatted(AIM_S_PER_MILLION, AIM_RESIDENT_MB));
        line("| ---: | ---: | ---: | ---: | ---: | ---: | --- | ---: | --- |");
        sizes.fills().forEach(this::fill);
        line("");
        line("Decisions, over one connection, about any of the accounts; %d rounds after one to warm up."
                .formatted(sizes.rounds()));
        line("");
        line("| accounts | readings of each | p50, µs | p99, µs | p50 / bare p50 | p50 / p50 of the first |");
        line("| ---: | ---: | ---: | ---: | ---: | ---: |");
        sizes.fills().forEach(this::decisions);
        return text.toString();
    }

    private void fill(Fill fill) {
        Fill first = sizes.fills().getFirst();
        double restored = figure(fill, Footprint.RESTORED_S);
        double perMillion = (restored - figure(first, Footprint.RESTORED_S)) / (fill.millions() - first.millions());
        double disk = figure(fill, Footprint.DISK_MB);
        double resident = figure(fill, Footprint.RESIDENT_MB);
        boolean isFirst = fill.equals(first);
        line("| %,d | %d | %,.0f | %,.0f | %.1f | %s | %s | %,.0f | %s |"
                .formatted(
                        fill.accounts(),
                        fill.readings(),
                        disk,
                        disk * MIB / (fill.millions() * 1_000_000),
                        restored,
                        isFirst ? "" : "%.1f".formatted(perMillion),
                        isFirst ? "" : met(perMillion <= AIM_S_PER_MILLION),
                        resident,
                        met(resident <= AIM_RESIDENT_MB)));
    }

    private void decisions(Fill fill) {
        String p50 = LoadRounds.name(fill.accounts(), 1, BenchPolicies.LONG, "p50");
        String first = LoadRounds.name(sizes.fills().getFirst().accounts(), 1, BenchPolicies.LONG, "p50");
        Spread p99 = samples.spread(LoadRounds.name(fill.accounts(), 1, BenchPolicies.LONG, "p99"));
        line("| %,d | %d | %s | %s | %s | %s |"
                .formatted(
                        fill.accounts(),
                        fill.readings(),
                        samples.spread(p50).whole(),
                        p99.whole(),
                        samples.ratio(p50, LoadRounds.name(fill.accounts(), 1, LoadRounds.BARE, "p50"))
                                .fine(),
                        samples.ratio(p50, first).fine()));
    }

    private double figure(Fill fill, String figure) {
        return samples.spread(Footprint.name(fill.accounts(), figure)).median();
    }

    private static String met(boolean isMet) {
        return isMet ? "met" : "**missed**";
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
