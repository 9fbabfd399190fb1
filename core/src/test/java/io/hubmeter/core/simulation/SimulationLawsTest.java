package io.hubmeter.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.core.bruteforce.BruteForce;
import io.hubmeter.core.bruteforce.EveryMillisecond;
import io.hubmeter.core.bruteforce.Fraction;
import io.hubmeter.core.bruteforce.PodInterval;
import io.hubmeter.core.bruteforce.Seeds;
import io.hubmeter.core.bruteforce.Transition;
import io.hubmeter.core.metering.ExactInstant;
import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.quota.Limit;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What would have happened is what a simulation finds that tries every millisecond. */
class SimulationLawsTest {
    private static final List<Resource> RESOURCES = List.of(Resource.CPU, Resource.GPU);

    @Test
    void whoeverIsDeniedOrStoppedIsSoInTheBruteForceAndNobodyElse() {
        Seeds.check(3_000, random -> {
            SmallCase one = new SmallCase(random, true);
            SimulatedAccount simulated = one.simulated();
            EveryMillisecond.Outcome expected = one.bruteForce().run();
            assertThat(SmallCase.outcome(simulated)).as(one.toString()).isEqualTo(expected);
            assertThat(simulated.denied()).isEqualTo(expected.denied().size());
            assertThat(simulated.stopped()).isEqualTo(expected.ends().size());
        });
    }

    /** So whoever is denied uses nothing, and whoever is stopped nothing later. */
    @Test
    void usageIsThatOfThePodsAsTheyWouldHaveRun() {
        Seeds.check(2_000, random -> {
            SmallCase one = new SmallCase(random, true);
            SimulatedAccount simulated = one.simulated();
            checkUsage(simulated.recorded(), one.pods, one);
            checkUsage(simulated.simulated(), SmallCase.ran(one.pods, SmallCase.outcome(simulated)), one);
        });
    }

    private static void checkUsage(Quantities actual, List<PodInterval> pods, SmallCase one) {
        BruteForce bruteForce = new BruteForce(pods, SmallCase.ACCOUNT.toString());
        for (Resource resource : RESOURCES) {
            assertThat(actual.get(resource))
                    .as("%s of %s", resource, one)
                    .isEqualTo(bruteForce.used(resource.name(), one.fromMs, SmallCase.UNTIL_MS));
        }
    }

    @Test
    void withoutLimitsNothingHappens() {
        Seeds.check(300, random -> {
            SmallCase one = new SmallCase(random, true);
            one.rules.clear();
            SimulatedAccount simulated = one.simulated();
            assertThat(simulated.events()).isEmpty();
            assertThat(simulated.simulated()).isEqualTo(simulated.recorded());
            assertThat(simulated.denied() + simulated.stopped()).isZero();
        });
    }

    /** Of limits that only observe, everything is said that brute force finds in the history as it was, to the fraction. */
    @Test
    void whatIsOnlyObservedIsToldOfTheHistoryAsItWas() {
        Seeds.check(2_000, random -> {
            SmallCase one = new SmallCase(random, false);
            one.grants.clear();
            SimulatedAccount simulated =
                    Simulation.of(one.account(), one.policy(), SmallCase.at(-1), SmallCase.at(SmallCase.UNTIL_MS));
            assertThat(simulated.simulated()).isEqualTo(simulated.recorded());
            assertThat(SmallCase.outcome(simulated)).isEqualTo(SmallCase.outcome(simulatedNothing(simulated)));
            assertThat(simulated.events())
                    .allMatch(event -> event.limit().isObserved()
                            && (!(event instanceof SimulatedEvent.Denied denied) || denied.isObserved()));
            one.rules.stream().flatMap(rule -> rule.limits().stream()).forEach(limit -> {
                checkLevel(simulated, limit, 100, one);
                if (Objects.requireNonNull(limit.amount()).signum() > 0) {
                    checkLevel(simulated, limit, 50, one);
                    checkLevel(simulated, limit, 80, one);
                }
            });
        });
    }

    private static SimulatedAccount simulatedNothing(SimulatedAccount like) {
        return new SimulatedAccount(like.id(), List.of(), like.recorded(), like.recorded(), like.permitted(), 0, 0);
    }

    private static void checkLevel(SimulatedAccount simulated, Limit limit, int percent, SmallCase one) {
        BigInteger parts = Objects.requireNonNull(limit.amount()).multiply(BigInteger.valueOf(percent));
        BigInteger amount = parts.add(BigInteger.valueOf(99)).divide(BigInteger.valueOf(100));
        List<Transition> expected = new BruteForce(one.pods, SmallCase.ACCOUNT.toString())
                .transitions(limit.resource().name(), amount, limit.window().toMillis(), SmallCase.UNTIL_MS).stream()
                        .filter(transition -> percent == 100 || transition.up())
                        .toList();
        List<Transition> said = new ArrayList<>();
        for (SimulatedEvent event : simulated.events()) {
            if (event.limit().limit().equals(limit)) {
                switch (event) {
                    case SimulatedEvent.Warned warned
                    when warned.percent() == percent -> said.add(new Transition(true, fraction(warned.at())));
                    case SimulatedEvent.Exceeded exceeded
                    when percent == 100 -> said.add(new Transition(true, fraction(exceeded.at())));
                    case SimulatedEvent.Restored restored
                    when percent == 100 -> said.add(new Transition(false, fraction(restored.at())));
                    default -> {}
                }
            }
        }
        assertThat(said).as("%d %% of %s: %s", percent, limit, one).containsExactlyElementsOf(expected);
    }

    private static Fraction fraction(ExactInstant instant) {
        return new Fraction(instant.numerator(), instant.denominator());
    }

    /**
     * What is used beyond a limit is at most what was held when it was reached, for as long as the grace, rounded up to a whole
     * millisecond.
     */
    @Test
    void noUsageExceedsALimitByMoreThanTheGraceAllows() {
        Seeds.check(2_000, random -> {
            SmallCase one = new SmallCase(random, true);
            one.free.clear();
            one.grants.clear();
            if (one.fromMs > 0) {
                return;
            }
            List<PodInterval> ran = SmallCase.ran(one.pods, SmallCase.outcome(one.simulated()));
            BruteForce bruteForce = new BruteForce(ran, SmallCase.ACCOUNT.toString());
            for (Limit limit : one.rules.getFirst().limits()) {
                String resource = limit.resource().name();
                BigInteger most = BigInteger.ZERO;
                for (int ms = 0; ms < SmallCase.UNTIL_MS; ms++) {
                    most = most.max(bruteForce.rate(resource, ms));
                }
                BigInteger bound =
                        Objects.requireNonNull(limit.amount()).add(most.multiply(BigInteger.valueOf(one.graceMs + 1L)));
                for (int ms = 0; ms < SmallCase.UNTIL_MS; ms++) {
                    assertThat(bruteForce.usage(resource, limit.window().toMillis(), ms))
                            .as("usage of %s at %d: %s", limit, ms, one)
                            .isLessThanOrEqualTo(bound);
                }
            }
        });
    }

    @Test
    void theOrderInWhichPodsAreGivenDoesNotMatter() {
        Seeds.check(500, random -> {
            SmallCase one = new SmallCase(random, true);
            RecordedAccount account = one.account();
            List<RecordedPod> shuffled = new ArrayList<>(account.pods());
            Collections.shuffle(shuffled, Random.from(random));
            assertThat(Simulation.of(
                            new RecordedAccount(account.id(), account.groups(), account.grants(), shuffled),
                            one.policy(),
                            SmallCase.at(one.fromMs),
                            SmallCase.at(SmallCase.UNTIL_MS)))
                    .isEqualTo(one.simulated());
        });
    }

    /** An excess is said at the very instant, and so is its end, whatever was stopped or refused meanwhile. */
    @Test
    void whatIsSaidOfEnforcedLimitsIsTrueOfThePodsAsTheyWouldHaveRun() {
        Seeds.check(2_000, random -> {
            SmallCase one = new SmallCase(random, true);
            one.grants.clear();
            SimulatedAccount simulated =
                    Simulation.of(one.account(), one.policy(), SmallCase.at(-1), SmallCase.at(SmallCase.UNTIL_MS));
            List<PodInterval> ran = SmallCase.ran(one.pods, SmallCase.outcome(simulated));
            one.pods.clear();
            one.pods.addAll(ran);
            one.rules.stream()
                    .flatMap(rule -> rule.limits().stream())
                    .filter(limit -> Objects.requireNonNull(limit.amount()).signum() > 0)
                    .forEach(limit -> {
                        checkLevel(simulated, limit, 100, one);
                        checkLevel(simulated, limit, 80, one);
                    });
        });
    }
}
