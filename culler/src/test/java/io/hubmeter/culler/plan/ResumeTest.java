package io.hubmeter.culler.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.quota.Limit;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ResumeTest {
    private static final int PARTITION = 0;
    private static final Instant NOW = Instant.parse("2026-01-05T08:00:00Z");
    private static final Instant YESTERDAY = NOW.minus(Duration.ofDays(1));
    private static final Instant THIS_MORNING = NOW.minus(Duration.ofHours(2));

    private final CullPlan plan = new CullPlan(100, Duration.ofHours(1), new Random(1));

    private static News.Exceeded excess() {
        return new News.Exceeded(
                new AccountId("lab", "ana"),
                new Limit(Resource.CPU, BigInteger.TEN, Duration.ofDays(30)),
                "default",
                THIS_MORNING,
                NOW.plus(Duration.ofHours(22)),
                0,
                "hash",
                THIS_MORNING,
                List.of(new Target.HubServer("", "uid-1", null, "jupyter-ana")));
    }

    /** A grace may be days long, and a culler may be killed twice in it: what was done before the first time is done. */
    @Test
    void whoHasNotReadWhatWasTakenOverForgetsNotSinceWhenStopsMatter() {
        plan.assigned(PARTITION, 10, YESTERDAY);
        plan.readTo(PARTITION, 4);

        assertThat(plan.resumeAt(NOW)).isEqualTo(Map.of(PARTITION, new Resume(4, YESTERDAY)));
    }

    @Test
    void whenAllThatWasTakenOverIsWorkedOffNoStopMattersThatWasMadeBefore() {
        plan.assigned(PARTITION, 10, YESTERDAY);
        plan.readTo(PARTITION, 10);

        assertThat(plan.resumeAt(NOW)).isEqualTo(Map.of(PARTITION, new Resume(10, NOW)));
    }

    @Test
    void whileSomethingIsLeftStopsMatterSinceItWasCalledFor() {
        plan.assigned(PARTITION, 10, YESTERDAY);
        plan.readTo(PARTITION, 4);
        plan.heard(PARTITION, 4, excess());
        plan.readTo(PARTITION, 10);

        assertThat(plan.resumeAt(NOW)).isEqualTo(Map.of(PARTITION, new Resume(4, THIS_MORNING)));
    }
}
