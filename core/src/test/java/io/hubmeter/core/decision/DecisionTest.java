package io.hubmeter.core.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.core.decision.Decision.Cause;
import io.hubmeter.core.decision.Standing.Verdict;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.policy.Entitlement.Entitled;
import io.hubmeter.core.quota.Limit;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DecisionTest {
    private static final Instant NOW = Instant.parse("2026-11-03T10:00:00Z");
    private static final Duration BOUND = Duration.ofSeconds(15);

    @Test
    void newsOfExactlyTheBoundIsFresh() {
        assertThat(decide(NOW.minus(BOUND), true, Verdict.ALLOWS)).isEqualTo(new Decision.Permit(List.of()));
    }

    @Test
    void newsOneMillisecondOlderThanTheBoundIsStale() {
        assertThat(decide(NOW.minus(BOUND).minusMillis(1), true, Verdict.ALLOWS))
                .isEqualTo(new Decision.Unknown(Cause.STALE));
    }

    @Test
    void newsFromAheadOfTheAskersClockIsFresh() {
        assertThat(decide(NOW.plusSeconds(60), true, Verdict.ALLOWS).code()).isEqualTo("permit");
    }

    @Test
    void withoutAnyNewsTheAnswerIsUnknownEvenIfNothingIsInTheWay() {
        assertThat(decide(null, true)).isEqualTo(new Decision.Unknown(Cause.NEVER_HEARD));
    }

    @Test
    void staleNewsAreUnknownEvenIfEverythingIsUsedUp() {
        assertThat(decide(NOW.minusSeconds(16), false, Verdict.USED_UP).code()).isEqualTo("unknown");
    }

    @Test
    void everyLimitInTheWayIsAReasonInTheOrderOfTheStandings() {
        Decision decision = decide(NOW, true, Verdict.USED_UP, Verdict.ALLOWS, Verdict.TOO_LITTLE_LEFT);

        assertThat(decision)
                .isEqualTo(new Decision.Deny(List.of(standing(Verdict.USED_UP), standing(Verdict.TOO_LITTLE_LEFT))));
        assertThat(decision.code()).isEqualTo("deny");
    }

    @Test
    void anObservingPolicyPermitsAndTellsWhatItWouldHaveRefused() {
        assertThat(decide(NOW, false, Verdict.ALLOWS, Verdict.USED_UP))
                .isEqualTo(new Decision.Permit(List.of(standing(Verdict.USED_UP))));
    }

    @Test
    void aLimitThatIsOnlyObservedRefusesNothing() {
        Standing observed = new Standing(
                new Entitled(
                        new Limit(Resource.GPU, BigInteger.ONE, Duration.ofDays(1)), "group trial", false, List.of()),
                BigInteger.ONE,
                BigInteger.ZERO,
                BigInteger.ONE,
                Verdict.USED_UP,
                null,
                null);
        Standing enforced = standing(Verdict.USED_UP);

        assertThat(Decision.of(List.of(observed), NOW, NOW, BOUND, true))
                .isEqualTo(new Decision.Permit(List.of(observed)));
        assertThat(Decision.of(List.of(observed, enforced), NOW, NOW, BOUND, true))
                .isEqualTo(new Decision.Deny(List.of(enforced)));
        assertThat(Decision.of(List.of(observed, enforced), NOW, NOW, BOUND, false))
                .isEqualTo(new Decision.Permit(List.of(observed, enforced)));
    }

    private static Decision decide(@Nullable Instant heardAt, boolean enforce, Verdict... verdicts) {
        List<Standing> standings =
                List.of(verdicts).stream().map(DecisionTest::standing).toList();
        return Decision.of(standings, NOW, heardAt, BOUND, enforce);
    }

    private static Standing standing(Verdict verdict) {
        Limit limit = new Limit(Resource.CPU, BigInteger.TEN, Duration.ofDays(1));
        Entitled entitled = new Entitled(limit, "default", true, List.of());
        return new Standing(entitled, BigInteger.ONE, BigInteger.ZERO, BigInteger.ONE, verdict, null, null);
    }
}
