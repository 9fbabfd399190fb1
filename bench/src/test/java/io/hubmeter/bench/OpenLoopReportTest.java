package io.hubmeter.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.bench.measure.Machine;
import io.hubmeter.bench.measure.Samples;
import io.hubmeter.bench.openloop.OpenLoopRounds;
import java.util.List;
import org.junit.jupiter.api.Test;

final class OpenLoopReportTest {
    private static final OpenLoopReport.Plan PLAN =
            new OpenLoopReport.Plan(100, 10, 10, List.of(5_000), List.of(1_000));

    @Test
    void theAimIsMetOnlyAtThePaceThatWasAskedFor() {
        assertThat(report(4.99, 1_000, 4_900))
                .contains("| 5,000 | 4,900 | 40 | 1,000 | 1,000 | 1.00 | 4.99 | 6.0 | 7 | 1 | 2 | 3 | 0.50 | met |");
        assertThat(report(5, 1_000, 5_000)).contains("| **missed**: p99 |");
        assertThat(report(1, 980, 5_000)).contains("| **missed**: answers |");
        assertThat(report(9, 980, 4_000)).contains("| **missed**: p99, answers, events |");
    }

    @Test
    void aRowThatWasNotMeasuredSaysSo() {
        assertThat(new OpenLoopReport(new Machine(2, "some JDK", 0.1), PLAN, new Samples()).text())
                .contains("| 5,000 | | | 1,000 | | | | | | | | | | not measured");
    }

    private static String report(double p99, double answers, double events) {
        Samples samples = new Samples();
        samples.add(name(OpenLoopRounds.EVENTS), events);
        samples.add(name(OpenLoopRounds.BACKLOG), 40);
        samples.add(name(OpenLoopRounds.RATE), answers);
        samples.add(name(OpenLoopRounds.UNKNOWN), 1);
        samples.add(name(OpenLoopRounds.SHED), 2);
        samples.add(name(OpenLoopRounds.FAILED), 3);
        samples.add(name(OpenLoopRounds.LATENCY + "-p50"), 1);
        samples.add(name(OpenLoopRounds.LATENCY + "-p99"), p99);
        samples.add(name(OpenLoopRounds.LATENCY + "-p999"), 6);
        samples.add(name(OpenLoopRounds.LATENCY + "-max"), 7);
        samples.add(name(OpenLoopRounds.LATE + "-p99"), 0.5);
        return new OpenLoopReport(new Machine(2, "some JDK", 0.1), PLAN, samples).text();
    }

    private static String name(String figure) {
        return OpenLoopRounds.name(5_000, 1_000, figure);
    }
}
