package io.hubmeter.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.bench.decision.LoadRounds;
import io.hubmeter.bench.measure.Machine;
import io.hubmeter.bench.measure.Samples;
import io.hubmeter.bench.measure.Spread;
import io.hubmeter.bench.platform.BenchPolicies;
import io.hubmeter.bench.topology.TopologyRounds;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ReportTest {
    private static final Sizes SIZES = new Sizes(List.of(10, 1_000), 100, 2, 60, 2, 100);

    @Test
    void aBusyMachineIsSaidToBeOne() {
        assertThat(report(3.0)).contains("The machine was not idle");
        assertThat(report(0.1)).doesNotContain("not idle");
    }

    @Test
    void aimsAreHeldAgainstMedians() {
        String report = report(0.1);
        assertThat(report)
                .contains(
                        "| 10 | 20,000 (10,000–30,000) | 200,000 (100,000–300,000) | 10.00 (10.00–10.00) | 40 (40–40) | 60 (60–60) | **missed** |")
                .contains("| 1,000 | 2,000 (1,000–3,000) |")
                .contains("| 30 d / 1 d, 10 accounts | 1 | 2.00 (2.00–2.00) | ≤ 1.2: **missed** |")
                .contains("| 1,000 / 10 accounts, 1 d | 16 | 1.00 (1.00–1.00) | ≤ 1.5: met |");
    }

    @Test
    void theMedianOfAnEvenNumberOfRoundsLiesBetweenTheMiddleTwo() {
        assertThat(Spread.of(List.of(4.0, 1.0, 3.0, 2.0))).isEqualTo(new Spread(1, 2.5, 4));
    }

    private static String report(double load) {
        Map<Integer, Samples> topology = new LinkedHashMap<>();
        topology.put(10, topology(10_000));
        topology.put(1_000, topology(1_000));
        return new Report(new Machine(2, "some JDK", load), SIZES, List.of("-Xmx1g"), topology, decisions(), List.of())
                .text();
    }

    private static Samples topology(int events) {
        Samples samples = new Samples();
        for (int times = 1; times <= 3; times += 2) {
            samples.add(TopologyRounds.TOPOLOGY, times * (double) events);
            samples.add(TopologyRounds.CONSUMER, 10 * times * (double) events);
            samples.add(TopologyRounds.THREADS, 40);
            samples.add(TopologyRounds.PROCESS, 60);
        }
        return samples;
    }

    private static Samples decisions() {
        Samples samples = new Samples();
        for (int accounts : SIZES.accounts()) {
            for (int connections : LoadRounds.CONNECTIONS) {
                for (String target : List.of(LoadRounds.BARE, BenchPolicies.SHORT, BenchPolicies.LONG)) {
                    for (String figure : List.of("rate", "p50", "p99", "denied")) {
                        samples.add(
                                LoadRounds.name(accounts, connections, target, figure),
                                target.equals(BenchPolicies.LONG) ? 200 : 100);
                    }
                }
            }
        }
        return samples;
    }
}
