package io.hubmeter.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.bench.measure.Machine;
import io.hubmeter.bench.measure.Samples;
import io.hubmeter.bench.queryable.QueryableRun;
import java.util.List;
import org.junit.jupiter.api.Test;

final class QueryableReportTest {

    @Test
    void theAimIsHeldAgainstWhatOneEventInAHundredTakes() {
        assertThat(report(299.9))
                .contains("1,000 starts and ends of pods a second at an even pace, 10,000 accounts")
                .contains(
                        "| 200 ms (default) | 1 | 2 | 0 | 10.0 | 299.9 | 900.0 | met | 10 | 300 | 900 | 3 | 4 | 5.0 |")
                .contains("| 50 ms | 1 | 2 | 0 | 10.0 | 299.9 | 900.0 | met |");
        assertThat(report(300)).contains("| 10.0 | 300.0 | 900.0 | **missed** |");
    }

    private static String report(double p99) {
        Samples samples = new Samples();
        for (String prefix : List.of("200/", "100/", "50/")) {
            for (String name : List.of(QueryableRun.READABLE, QueryableRun.COMMITTED)) {
                samples.add(prefix + name + "-p50", 10);
                samples.add(prefix + name + "-p99", p99);
                samples.add(prefix + name + "-max", 900);
            }
            samples.add(prefix + QueryableRun.RATE, 1);
            samples.add(prefix + QueryableRun.PROBED, 2);
            samples.add(prefix + QueryableRun.UNSEEN, 0);
            samples.add(prefix + QueryableRun.THREADS, 3);
            samples.add(prefix + QueryableRun.PROCESS, 4);
            samples.add(prefix + QueryableRun.LATE, 5);
        }
        return new QueryableReport(new Machine(2, "some JDK", 0.1), QueryableReport.plan(false), samples).text();
    }
}
