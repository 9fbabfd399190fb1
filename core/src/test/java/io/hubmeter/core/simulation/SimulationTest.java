package io.hubmeter.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubmeter.core.grant.Grant;
import io.hubmeter.core.grant.Grants;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.RateChange;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.policy.Combination;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.core.quota.Limit;
import io.hubmeter.core.quota.QuotaEvent;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** By hand: servers of 4 GiB, and 20 GiB-hours per day. */
class SimulationTest {
    private static final AccountId ANA = AccountId.parse("hub/ana");
    private static final Instant DAY = Instant.parse("2026-11-01T00:00:00Z");
    private static final Policy POLICY = Policy.of(
            "new.yaml",
            "hash",
            "",
            Policy.Rules.of(Combination.MAX, Duration.ofMinutes(10), Duration.ofSeconds(15), Duration.ofMinutes(30)),
            List.of(),
            Map.of(
                    "regular",
                    List.of(new Limit(
                            Resource.MEMORY, Resource.MEMORY.amountOf(BigDecimal.valueOf(20)), Duration.ofDays(1)))),
            Map.of());

    private final List<RecordedPod> pods = new ArrayList<>();
    private final List<Grant> grants = new ArrayList<>();

    @Test
    void whoIsStoppedAtTheEndOfTheGraceIsDeniedUntilEnoughIsFree() {
        pod("first", 1, 8);
        pod("second", 9, 10);
        pod("third", 28, 29);
        SimulatedAccount simulated = simulated(0, 48);
        assertThat(told(simulated))
                .containsExactly(
                        "PT5H Warned group regular",
                        "PT6H Exceeded group regular",
                        "PT6H30M Stopped group regular",
                        "PT9H Denied group regular",
                        "PT25H30M Restored group regular");
        assertThat(simulated.permitted()).isEqualTo(2);
        // 5 hours and a half of the first, one of the third.
        assertThat(simulated.simulated().get(Resource.MEMORY))
                .isEqualTo(Resource.MEMORY.amountOf(BigDecimal.valueOf(26)));
        assertThat(simulated.recorded().get(Resource.MEMORY))
                .isEqualTo(Resource.MEMORY.amountOf(BigDecimal.valueOf(36)));
        assertThat(simulated.events().get(3)).isInstanceOfSatisfying(SimulatedEvent.Denied.class, denied -> {
            assertThat(denied.sentence()).startsWith("You have used 22 of your 20 GiB-hours per day (group regular)");
            assertThat(denied.pod().uid()).isEqualTo("second");
        });
    }

    @Test
    void whatIsExceededWhenThePolicyComesIntoForceHasItsGraceFromThenOn() {
        pod("first", 0, 12);
        assertThat(told(simulated(10, 48)))
                .containsExactly(
                        "PT10H Warned group regular",
                        "PT10H Exceeded group regular",
                        "PT10H30M Stopped group regular",
                        "PT29H30M Restored group regular");
        assertThat(simulated(10, 48).events().get(1))
                .isInstanceOfSatisfying(
                        SimulatedEvent.Exceeded.class,
                        exceeded -> assertThat(exceeded.cause()).isEqualTo(QuotaEvent.Cause.POLICY_CHANGED));
    }

    /** What is corrected counts from when that was recorded. */
    @Test
    void aCorrectionLetsStartWhomItConcerns() {
        pod("first", 0, 5);
        pod("denied", 6, 7);
        pod("permitted", 8, 9);
        grants.add(new Grant(
                "correction",
                Grant.Kind.CORRECTION,
                ANA,
                Resource.MEMORY,
                Resource.MEMORY.amountOf(BigDecimal.valueOf(-8)),
                null,
                at(0),
                at(5),
                "root",
                "a fault of the cluster",
                at(7)));
        SimulatedAccount simulated = simulated(0, 24);
        assertThat(told(simulated)).contains("PT6H Denied group regular").doesNotContain("PT8H Denied group regular");
        assertThat(simulated.events())
                .anyMatch(event -> event instanceof SimulatedEvent.Restored restored
                        && restored.cause() == QuotaEvent.Cause.AMENDED);
        assertThat(simulated.permitted()).isEqualTo(2);
    }

    @Test
    void anIntervalWithoutLengthIsRefused() {
        assertThatThrownBy(() -> simulated(1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("until: found 2026-11-01T01:00:00Z, expected later than from");
    }

    @Test
    void aPodThatEndsTwiceIsRefused() {
        Quantities rates = Quantities.of(Resource.CPU, java.math.BigInteger.ONE);
        List<RateChange> changes = List.of(
                new RateChange(at(0), rates, 1), new RateChange(at(1), rates, -1), new RateChange(at(2), rates, -1));
        assertThatThrownBy(() -> new RecordedPod("one", null, "", changes))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("pod one: found the changes");
    }

    private void pod(String uid, int fromHour, int untilHour) {
        Quantities rates = Quantities.of(Resource.MEMORY, Resource.MEMORY.rateOf(BigDecimal.valueOf(4)));
        pods.add(new RecordedPod(
                uid,
                "hub",
                "",
                List.of(new RateChange(at(fromHour), rates, 1), new RateChange(at(untilHour), rates.times(-1), -1))));
    }

    private static Instant at(int hour) {
        return DAY.plus(Duration.ofHours(hour));
    }

    private SimulatedAccount simulated(int fromHour, int untilHour) {
        return Simulation.of(
                new RecordedAccount(ANA, List.of("regular"), new Grants(grants), pods),
                POLICY,
                at(fromHour),
                at(untilHour));
    }

    private static List<String> told(SimulatedAccount simulated) {
        return simulated.events().stream()
                .map(event -> "%s %s %s"
                        .formatted(
                                Duration.ofMillis(event.at().floorEpochMs() - DAY.toEpochMilli()),
                                event.getClass().getSimpleName(),
                                event.limit().origin()))
                .toList();
    }
}
