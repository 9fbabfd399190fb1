package io.hubmeter.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.bench.decision.DecisionServer;
import io.hubmeter.bench.decision.LoadRun;
import io.hubmeter.bench.decision.Question;
import io.hubmeter.bench.measure.Schedule;
import io.hubmeter.bench.openloop.OpenLoop;
import io.hubmeter.bench.platform.BenchPlatform;
import io.hubmeter.bench.platform.BenchPolicies;
import io.hubmeter.bench.queryable.QueryableRun;
import io.hubmeter.bench.topology.Drain;
import io.hubmeter.bench.topology.FilledTopic;
import io.hubmeter.bench.topology.PlainConsumer;
import io.hubmeter.bench.topology.PodWorkload;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class HarnessIT {
    private static final int ACCOUNTS = 64;
    private static final Duration BOUND = Duration.ofSeconds(10);

    /** One platform for all, because starting it takes most of the time; topology first, since time only goes forward. */
    @Test
    void everyPartMeasuresSomething() throws Exception {
        try (BenchPlatform platform = BenchPlatform.start()) {
            FilledTopic filled = FilledTopic.of(platform, new PodWorkload(ACCOUNTS, 1_000));
            assertThat(PlainConsumer.eventsPerSecond(platform, filled)).isPositive();
            assertThat(Drain.run(platform, filled, "first").perSecond()).isPositive();

            DecisionServer server = DecisionServer.start(platform, ACCOUNTS, 10);
            LoadRun.Outcome decisions =
                    new LoadRun(server.apiPort(), BenchPolicies.LONG, ACCOUNTS, 4, 400, BOUND).run(1);
            LoadRun.Outcome bare = new LoadRun(server.barePort(), BenchPolicies.LONG, ACCOUNTS, 4, 400, BOUND).run(1);
            assertThat(decisions.p50Micros()).isPositive().isLessThanOrEqualTo(decisions.p99Micros());
            assertThat(decisions.deniedShare())
                    .as("one account in sixteen is over its limits")
                    .isBetween(0.01, 0.3);
            assertThat(bare.perSecond()).isPositive();

            Schedule schedule = Schedule.from(System.nanoTime(), 100, Duration.ofSeconds(1));
            OpenLoop.Outcome byMany = new OpenLoop(
                            server.apiPort(), Question.requests(new Random(1), 64, ACCOUNTS, BenchPolicies.LONG), 8)
                    .run(schedule);
            assertThat(byMany.known()).isEqualTo(100);
            assertThat(byMany.latencies().size()).isEqualTo(100);

            QueryableRun.run(platform, new QueryableRun.Plan(200, 100, 1, 1, 50), Duration.ofMillis(200), "harness/");
        }
    }
}
