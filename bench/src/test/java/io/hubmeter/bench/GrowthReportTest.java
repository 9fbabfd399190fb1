package io.hubmeter.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.bench.growth.GrowthRun;
import io.hubmeter.bench.measure.Machine;
import io.hubmeter.bench.measure.Samples;
import java.util.List;
import org.junit.jupiter.api.Test;

final class GrowthReportTest {
    private static final GrowthReport.Plan PLAN = new GrowthReport.Plan(List.of(1_000, 100_000), 2_000, 2);

    @Test
    void whatAnEventCostsIsComparedBetweenTheFewestAndTheMost() {
        GrowthReport report = new GrowthReport(new Machine(2, "some JDK", 0.1), PLAN, samples());
        assertThat(report.text())
                .contains("| 1,000 | 5,000 (4,000–6,000) | 200 (200–200) | 300 (300–300) | 10 | 20 | 30 | 40 |")
                .contains(
                        "An event of one of 100,000 accounts takes 1.25 times the processor time of one of 1,000 in the stream threads, and 1.50 times in the process.");
        assertThat(report.picture()).contains("1,000, 100,000 accounts with 2,000 pod events", ">450<", ">250<");
    }

    private static Samples samples() {
        Samples samples = new Samples();
        for (int accounts : PLAN.accounts()) {
            boolean isFew = accounts == 1_000;
            samples.add(GrowthRun.name(accounts, GrowthRun.RATE), 4_000);
            samples.add(GrowthRun.name(accounts, GrowthRun.RATE), 6_000);
            samples.add(GrowthRun.name(accounts, GrowthRun.THREADS), isFew ? 200 : 250);
            samples.add(GrowthRun.name(accounts, GrowthRun.PROCESS), isFew ? 300 : 450);
            samples.add(GrowthRun.name(accounts, GrowthRun.RESIDENT_MB), 10);
            samples.add(GrowthRun.name(accounts, GrowthRun.HEAP_MB), 20);
            samples.add(GrowthRun.name(accounts, GrowthRun.STORES_MB), 30);
            samples.add(GrowthRun.name(accounts, GrowthRun.TOPICS_MB), 40);
        }
        return samples;
    }
}
