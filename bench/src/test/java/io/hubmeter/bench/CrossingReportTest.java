package io.hubmeter.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.bench.crossing.CrossingRun;
import io.hubmeter.bench.measure.Machine;
import io.hubmeter.bench.measure.Samples;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CrossingReportTest {

    @Test
    void theAimIsHeldAgainstWhatOneEventInAHundredTakes() {
        assertThat(report(1_999))
                .contains("10,000 pods of 5,000 accounts run. In 60 s the limits of 4,500 accounts")
                .contains("| **from the crossing to the event** | 10 | 20 | 1,999 | 4,000 |")
                .contains("| until it is committed | 10 | 20 | 1,999 | 4,000 |")
                .contains("p99 below 2,000 ms: met");
        assertThat(report(2_000)).contains("p99 below 2,000 ms: **missed**");
    }

    private static String report(double p99) {
        Samples samples = new Samples();
        for (String name :
                List.of(CrossingRun.LATENCY, CrossingRun.HEARTBEAT, CrossingRun.PROCESSING, CrossingRun.COMMIT)) {
            samples.add(name + "-p50", 10);
            samples.add(name + "-p90", 20);
            samples.add(name + "-p99", p99);
            samples.add(name + "-max", 4_000);
        }
        samples.add(CrossingRun.BUSY, 0.5);
        samples.add(CrossingRun.LATE, 3);
        return new CrossingReport(new Machine(2, "some JDK", 0.1), CrossingSizes.FULL, samples, List.of()).text();
    }
}
