package io.hubmeter.bench.crossing;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.core.quota.Limit;
import io.hubmeter.schemas.avro.PodRecord;
import io.hubmeter.schemas.avro.PodState;
import io.hubmeter.wire.Pods;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class RunningPodsTest {
    private static final Instant FROM = Instant.parse("2026-11-01T10:00:00Z");
    private static final RunningPods PODS = new RunningPods(110, 10, FROM, Duration.ofSeconds(60));

    @Test
    void crossingsAreSpreadEvenlyAfterThoseToWarmUp() {
        assertThat(PODS.crossedAt(0)).isEqualTo(FROM.minus(RunningPods.WARM_UP));
        assertThat(PODS.crossedAt(9)).isBefore(FROM);
        assertThat(PODS.crossedAt(10)).isEqualTo(FROM);
        assertThat(PODS.crossedAt(60)).isEqualTo(FROM.plusSeconds(30));
        assertThat(PODS.crossedAt(109)).isBefore(FROM.plusSeconds(60));
    }

    @Test
    void thePodsOfAnAccountUseUpItsFirstLimitAndNoOtherAtTheCrossing() {
        for (Limit limit : RunningPods.policy().defaults().getFirst().limits()) {
            BigInteger used = BigInteger.ZERO;
            for (int i = 0; i < RunningPods.PODS_EACH; i++) {
                PodRecord record = PODS.pod(42, i);
                PodState pod = Objects.requireNonNull(record.getAfter());
                Duration held = Duration.between(pod.getScheduledAt(), PODS.crossedAt(42));
                used = used.add(Pods.observation(record, pod)
                        .rates()
                        .get(limit.resource())
                        .multiply(BigInteger.valueOf(held.toMillis())));
            }
            BigInteger amount = Objects.requireNonNull(limit.amount());
            assertThat(used.compareTo(amount))
                    .as("%s: used %s of %s", limit.resource(), used, amount)
                    .isEqualTo(limit.resource().name().equals("cpu") ? 0 : -1);
        }
    }
}
