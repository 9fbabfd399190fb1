package io.hubmeter.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.bench.collector.CollectorRounds;
import io.hubmeter.bench.measure.Machine;
import io.hubmeter.bench.measure.Samples;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CollectorReportTest {

    @Test
    void aimsAreHeldAgainstMediansAndRatiosAreTakenRoundByRound() {
        assertThat(report())
                .contains("| bare watch | 6,000 (4,000–8,000) | 4.00 (4.00–4.00) | 60 (60–60) |")
                .contains("| collector | 1,500 (1,000–2,000) | 1 | 200 (200–200), broker included |")
                .contains("at least 2,000 changes/s: **missed**")
                .contains("p99 below 100 ms at 100 changes/s: met");
    }

    @Test
    void theSmallestHeapThatWorksIsNamed() {
        assertThat(report())
                .contains("| 32 | too small, or not live within 60 s |")
                .contains("| 64 | 9.0 | 200 | 600 | **missed** |")
                .contains("The smallest heap of these that works: 64 MiB.");
    }

    private static String report() {
        Samples samples = new Samples();
        for (double times : new double[] {1, 2}) {
            samples.add(CollectorRounds.COLLECTOR, 1_000 * times);
            samples.add(CollectorRounds.BARE, 4_000 * times);
            samples.add(CollectorRounds.PUBLISH, 50_000 * times);
            samples.add(CollectorRounds.BARE_CPU, 60);
            samples.add(CollectorRounds.COLLECTOR_CPU, 200);
            samples.add(CollectorRounds.WATCH_CPU, 100);
            samples.add(CollectorRounds.WRITE_CPU, 20);
            samples.add(CollectorRounds.EVENT_BYTES, 8_000);
        }
        samples.add(CollectorRounds.CHANGES, 20_000);
        samples.add(CollectorRounds.POD_BYTES, 8_000);
        for (String load : List.of(CollectorRounds.PACED, CollectorRounds.FULL)) {
            for (String figure : List.of("writes", "records", "p50", "p99", "lag-p50", "lag-p99", "queued", "behind")) {
                samples.add(load + "-" + figure, 10);
            }
        }
        samples.add("heap-32-works", 0);
        samples.add("heap-64-works", 1);
        samples.add("heap-64-seconds", 9);
        samples.add("heap-64-peak", 200);
        samples.add("heap-64-after", 600);
        return new CollectorReport(
                        new Machine(2, "some JDK", 0.1),
                        new CollectorSizes(10_000, 2, 20, List.of(32, 64)),
                        samples,
                        List.of())
                .text();
    }
}
