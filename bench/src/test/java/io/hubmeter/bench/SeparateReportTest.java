package io.hubmeter.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.bench.decision.LoadRounds;
import io.hubmeter.bench.measure.Machine;
import io.hubmeter.bench.measure.Samples;
import io.hubmeter.bench.platform.BenchPolicies;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SeparateReportTest {
    private static final Sizes SIZES = new Sizes(List.of(10), 100, 2, 60, 2, 100);

    @Test
    void theAimIsHeldAgainstTheBareHandlerOfTheSameRound() {
        Samples samples = new Samples();
        for (int connections : LoadRounds.CONNECTIONS) {
            for (String figure : List.of("rate", "p50", "p99")) {
                samples.add(LoadRounds.name(10, connections, LoadRounds.BARE, figure), 100);
                samples.add(LoadRounds.name(10, connections, BenchPolicies.SHORT, figure), 300);
                samples.add(LoadRounds.name(10, connections, BenchPolicies.LONG, figure), 310);
            }
        }
        assertThat(new SeparateReport(new Machine(2, "some JDK", 0.1), SIZES, samples, false).text())
                .contains("| 10 | 1 | 1 d | 300 (300–300) | 300 (300–300) |")
                .contains("| 3.00 (3.00–3.00) | met | 3.00 (3.00–3.00) |")
                .contains("| 3.10 (3.10–3.10) | **missed** |");
    }
}
