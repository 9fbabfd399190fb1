package io.hubmeter.core.quota;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.core.bruteforce.BruteForce;
import io.hubmeter.core.bruteforce.Fraction;
import io.hubmeter.core.bruteforce.RandomPods;
import io.hubmeter.core.bruteforce.Seeds;
import io.hubmeter.core.bruteforce.Transition;
import io.hubmeter.core.metering.ExactInstant;
import io.hubmeter.core.metering.Replay;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.metering.Told;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the searches along a curve find is what brute force finds, from whatever instant they begin. */
class UsageCurveLawsTest {
    private static final String ACCOUNT = "hub/ana";
    private static final Instant NO_FLOOR = Instant.ofEpochMilli(-1_000_000_000_000_000L);

    @Test
    void usageIsThatOfBruteForce() {
        check(400, one -> {
            for (int i = 0; i < 20; i++) {
                long at = one.drawn.instant() + one.random.nextLong(one.windowMs);
                assertThat(one.curve.at(at))
                        .as("usage at %d", at)
                        .isEqualTo(one.bruteForce.usage(one.resource, one.windowMs, at));
            }
        });
    }

    @Test
    void firstOverIsTheFirstInstantAtWhichBruteForceIsOver() {
        check(1_500, one -> {
            for (int i = 0; i < 5; i++) {
                long from = one.instant();
                long until = one.instantAfter(from);
                ExactInstant found = exact(one.curve.firstOver(one.amount, from, until, UsageCurve.MAX_PIECES));
                assertThat(fraction(found))
                        .as("first over %s in [%d, %d], window %d ms", one.amount, from, until, one.windowMs)
                        .isEqualTo(one.bruteForce
                                .firstOver(one.resource, one.amount, one.windowMs, from, until)
                                .orElse(null));
            }
        });
    }

    @Test
    void firstNotOverIsTheInstantFromWhichOnBruteForceIsNotOver() {
        check(1_500, one -> {
            for (int i = 0; i < 5; i++) {
                long from = one.instant();
                if (one.bruteForce.isOver(one.resource, one.amount, one.windowMs, from)) {
                    long until = one.instantAfter(from);
                    ExactInstant found = exact(one.curve.firstNotOver(one.amount, from, until, UsageCurve.MAX_PIECES));
                    assertThat(fraction(found))
                            .as("not over %s in [%d, %d], window %d ms", one.amount, from, until, one.windowMs)
                            .isEqualTo(one.recovery(from, until));
                }
            }
        });
    }

    /** A search that stops at its bound never overlooks anything before, and going on from there finds the same. */
    @Test
    void aBoundedSearchAnswersATrueLowerBound() {
        check(1_000, one -> {
            long from = one.instant();
            long until = one.instantAfter(from);
            int bound = one.random.nextInt(1, 4);
            boolean over = one.bruteForce.isOver(one.resource, one.amount, one.windowMs, from);
            Reach expected = one.search(over, from, until, UsageCurve.MAX_PIECES);
            Reach found = one.search(over, from, until, bound);
            long reached = from;
            while (found instanceof Reach.NotBefore(Instant instant)) {
                assertThat(instant.toEpochMilli())
                        .as("the next step after %d", reached)
                        .isGreaterThan(reached);
                if (expected instanceof Reach.At(ExactInstant x)) {
                    assertThat(ExactInstant.ofEpochMs(instant.toEpochMilli()))
                            .as("bound of the search for %s", x)
                            .isLessThanOrEqualTo(x);
                }
                reached = instant.toEpochMilli();
                found = one.search(over, reached, until, bound);
            }
            assertThat(found).isEqualTo(expected);
        });
    }

    @Test
    void overSinceIsTheLastCrossingOfBruteForce() {
        check(1_500, one -> {
            for (int i = 0; i < 5; i++) {
                long at = one.instant();
                if (one.curve.isOver(one.amount, at)) {
                    long floor = one.random.nextInt(3) == 0 ? Math.min(at, one.instant()) : one.drawn.firstMs() - 1;
                    Fraction crossing = one.crossing(at);
                    Reach found = one.curve.overSince(one.amount, at, floor);
                    if (crossing.compareTo(Fraction.of(floor)) <= 0) {
                        assertThat(found)
                                .isIn(
                                        new Reach.NotBefore(Instant.ofEpochMilli(floor)),
                                        new Reach.At(ExactInstant.ofEpochMs(floor)));
                    } else {
                        assertThat(fraction(exact(found)))
                                .as("over %s since, at %d, window %d ms", one.amount, at, one.windowMs)
                                .isEqualTo(crossing);
                    }
                }
            }
        });
    }

    private static void check(int cases, java.util.function.Consumer<Case> law) {
        Seeds.check(cases, random -> law.accept(new Case(random)));
    }

    private static @Nullable ExactInstant exact(Reach reach) {
        return switch (reach) {
            case Reach.At(ExactInstant instant) -> instant;
            case Reach.NotBefore(Instant instant) -> throw new AssertionError("stopped at " + instant);
            case Reach.NotWithin() -> null;
        };
    }

    private static @Nullable Fraction fraction(@Nullable ExactInstant instant) {
        return instant == null ? null : new Fraction(instant.numerator(), instant.denominator());
    }

    /** A history, and a limit on it. */
    private static final class Case {
        private final RandomGenerator random;
        private final RandomPods drawn;
        private final BruteForce bruteForce;
        private final String resource;
        private final long windowMs;
        private final BigInteger amount;
        private final UsageCurve curve;

        Case(RandomGenerator random) {
            this.random = random;
            drawn = new RandomPods(random, ACCOUNT, random.nextInt(5) == 0 ? 30 : 6);
            bruteForce = new BruteForce(drawn.pods(), ACCOUNT);
            resource = RandomPods.RESOURCES.get(random.nextInt(RandomPods.RESOURCES.size()));
            windowMs = drawn.windowMs();
            amount = drawn.amount(windowMs);
            Replay replay = new Replay();
            drawn.pods().stream()
                    .flatMap(pod -> Told.lifeOf(pod).stream())
                    .forEach(told -> replay.observe(told, NO_FLOOR));
            curve = new UsageCurve(replay.timeline(), new Resource(resource), Duration.ofMillis(windowMs));
        }

        long instant() {
            return drawn.instant() + (random.nextInt(3) == 0 ? random.nextLong(2 * windowMs) : 0);
        }

        long instantAfter(long from) {
            return random.nextInt(3) == 0
                    ? Math.max(from, instant())
                    : drawn.lastMs() + 3 * windowMs + from - drawn.firstMs();
        }

        Reach search(boolean over, long from, long until, int pieces) {
            return over
                    ? curve.firstNotOver(amount, from, until, pieces)
                    : curve.firstOver(amount, from, until, pieces);
        }

        /** Where the excess ends that an instant lies in; null if it does not up to another. */
        @Nullable
        Fraction recovery(long from, long until) {
            return transitions(until + 1).stream()
                    .filter(transition -> !transition.up()
                            && !transition.at().isBefore(from)
                            && transition.at().compareTo(Fraction.of(until)) <= 0)
                    .map(Transition::at)
                    .findFirst()
                    .orElse(null);
        }

        /** Where the excess begins that an instant lies in. */
        Fraction crossing(long at) {
            return transitions(at + 1).stream()
                    .filter(transition -> transition.up() && transition.at().compareTo(Fraction.of(at)) <= 0)
                    .map(Transition::at)
                    .reduce((first, second) -> second)
                    .orElseThrow();
        }

        private List<Transition> transitions(long until) {
            return bruteForce.transitions(resource, amount, windowMs, until);
        }
    }
}
