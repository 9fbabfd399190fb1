package io.hubmeter.bench;

import io.hubmeter.bench.measure.Machine;
import io.hubmeter.bench.measure.Samples;
import io.hubmeter.bench.report.ReportRounds;
import io.hubmeter.bench.report.ReportServer;

/** What a run of reports found, in Markdown. */
final class UsageReport {
    private static final double MIB = 1 << 20;

    private final StringBuilder text = new StringBuilder();
    private final Machine machine;
    private final ReportSizes sizes;
    private final Samples samples;

    UsageReport(Machine machine, ReportSizes sizes, Samples samples) {
        this.machine = machine;
        this.sizes = sizes;
        this.samples = samples;
    }

    String text() {
        line("# Measured: reports");
        line("");
        line(machine.describe());
        line("");
        line(("%,d accounts, a row for each of %d days, each in 2 of 47 groups, in a window store on disk; "
                        + "the process that answers has a heap of %d MB.")
                .formatted(sizes.accounts(), sizes.days(), sizes.heapMb()));
        line(
                "Rounds: %d after one to warm up. Medians, least and greatest in brackets; ratios round by round, over reading all rows and counting them."
                        .formatted(sizes.rounds()));
        line("");
        line("| by | format | MiB | s | times the scan |");
        line("| --- | --- | ---: | ---: | ---: |");
        line("| (rows alone) | | | %s | 1 |"
                .formatted(samples.spread(ReportRounds.SCAN).fine()));
        for (String by : ReportRounds.BY) {
            for (String format : ReportRounds.FORMATS) {
                String seconds = ReportRounds.name(by, format, "seconds");
                line("| %s | %s | %,.1f | %s | %s |"
                        .formatted(
                                by,
                                format,
                                samples.spread(ReportRounds.name(by, format, "bytes"))
                                                .median()
                                        / MIB,
                                samples.spread(seconds).fine(),
                                samples.ratio(seconds, ReportRounds.SCAN).fine()));
            }
        }
        line("");
        line("The most that a collection left of the heap: %.0f MB."
                .formatted(samples.spread(ReportServer.HEAP).median()));
        return text.toString();
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
