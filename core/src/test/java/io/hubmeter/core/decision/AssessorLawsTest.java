package io.hubmeter.core.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.core.bruteforce.BruteForce;
import io.hubmeter.core.bruteforce.Fraction;
import io.hubmeter.core.bruteforce.PodInterval;
import io.hubmeter.core.bruteforce.RandomPods;
import io.hubmeter.core.bruteforce.RateStep;
import io.hubmeter.core.bruteforce.Seeds;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Replay;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.metering.Told;
import io.hubmeter.core.policy.Entitlement;
import io.hubmeter.core.policy.Entitlement.Entitled;
import io.hubmeter.core.quota.Limit;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** A standing is what brute force makes of the account's pods and one more that begins now. */
class AssessorLawsTest {
    private static final String ACCOUNT = "hub/ana";
    private static final Instant NO_FLOOR = Instant.ofEpochMilli(-1_000_000_000_000_000L);

    @Test
    void usedAndRatesAreThoseOfBruteForce() {
        Seeds.check(800, random -> {
            Case one = new Case(random);
            Standing standing = one.standing();
            String resource = one.limit.resource().name();
            assertThat(standing.used()).isEqualTo(one.bruteForce.usage(resource, one.windowMs, one.atMs));
            assertThat(standing.rate()).isEqualTo(one.bruteForce.rate(resource, one.atMs));
            assertThat(standing.plannedRate()).isEqualTo(standing.rate().add(one.requestedRate()));
            assertThat(standing.remaining()).isNotNegative();
        });
    }

    @Test
    void exhaustedAtIsTheFirstMillisecondAtWhichBruteForceIsOver() {
        Seeds.check(1_500, random -> {
            Case one = new Case(random);
            Instant expected = one.exhausted()
                    .map(instant -> Instant.ofEpochMilli(instant.ceil()))
                    .orElse(null);
            assertThat(one.standing().exhaustedAt()).as(one.toString()).isEqualTo(expected);
        });
    }

    /** To the fraction of a millisecond: reached before the shortest runtime is over means no. */
    @Test
    void aLimitIsInTheWayIfItIsReachedSoonerThanTheShortestRuntime() {
        Seeds.check(1_500, random -> {
            Case one = new Case(random);
            boolean concerns = !BigInteger.ZERO.equals(one.request.rates().get(one.limit.resource()));
            boolean reached = one.exhausted()
                    .filter(instant -> isTooSoon(instant, one.atMs, one.minimumMs))
                    .isPresent();
            assertThat(one.standing().verdict() != Standing.Verdict.ALLOWS)
                    .as("%s: reached at %s", one, one.exhausted())
                    .isEqualTo(concerns && reached);
        });
    }

    @Test
    void retryAtIsTheFirstMillisecondAtWhichTheSameRequestPasses() {
        Seeds.check(2_000, random -> {
            Case one = new Case(random);
            Standing standing = one.standing();
            if (standing.verdict() == Standing.Verdict.ALLOWS) {
                assertThat(standing.retryAt()).isNull();
            } else if (standing.retryAt() == null) {
                assertThat(one.passesAt(one.atMs + one.windowMs))
                        .as("%s passes when the window is empty", one)
                        .isFalse();
            } else {
                long retryMs = standing.retryAt().toEpochMilli();
                assertThat(one.passesAt(retryMs))
                        .as("%s passes at retryAt %d", one, retryMs)
                        .isTrue();
                assertThat(retryMs > one.atMs && one.passesAt(retryMs - 1))
                        .as("%s passes before retryAt %d", one, retryMs)
                        .isFalse();
            }
        });
    }

    @Test
    void anUnlimitedResourceIsNeverInTheWay() {
        Seeds.check(200, random -> {
            Case one = new Case(random);
            Limit unlimited = new Limit(one.limit.resource(), null, one.limit.window());
            Standing standing = Assessor.assess(
                            AccountId.parse(ACCOUNT),
                            one.replay.timeline(),
                            null,
                            entitlement(unlimited),
                            one.request,
                            Duration.ofDays(1),
                            one.at())
                    .standings()
                    .getFirst();
            assertThat(standing.verdict()).isEqualTo(Standing.Verdict.ALLOWS);
            assertThat(standing.used()).isEqualTo(one.standing().used());
            assertThat(standing.remaining()).isNull();
        });
    }

    private static Entitlement entitlement(Limit limit) {
        return new Entitlement(List.of(new Entitled(limit, "default", true, List.of())));
    }

    private static boolean isTooSoon(Fraction reached, long startMs, long minimumMs) {
        return reached.equals(Fraction.of(startMs)) || reached.isBefore(startMs + minimumMs);
    }

    /** An account with a history, and what it asks for. */
    private static final class Case {
        private final List<PodInterval> pods;
        private final BruteForce bruteForce;
        private final Replay replay = new Replay();
        private final long atMs;
        private final long windowMs;
        private final long minimumMs;
        private final Limit limit;
        private final Request request;

        Case(RandomGenerator random) {
            RandomPods drawn = new RandomPods(random, ACCOUNT, random.nextInt(6) == 0 ? 25 : 6);
            pods = drawn.pods();
            bruteForce = new BruteForce(pods, ACCOUNT);
            pods.stream().flatMap(pod -> Told.lifeOf(pod).stream()).forEach(told -> replay.observe(told, NO_FLOOR));
            atMs = drawn.instant();
            windowMs = drawn.windowMs();
            minimumMs = random.nextInt(4) == 0 ? random.nextInt(3) : drawn.windowMs();
            Resource resource = new Resource(RandomPods.RESOURCES.get(random.nextInt(RandomPods.RESOURCES.size())));
            limit = new Limit(resource, drawn.amount(windowMs), Duration.ofMillis(windowMs));
            Map<Resource, BigInteger> rates =
                    new TreeMap<>(Told.quantities(drawn.rates()).asMap());
            if (random.nextInt(4) == 0) {
                rates.put(resource, BigInteger.ZERO);
            }
            request = new Request(new TreeMap<>(rates));
        }

        Instant at() {
            return Instant.ofEpochMilli(atMs);
        }

        Standing standing() {
            return Assessor.assess(
                            AccountId.parse(ACCOUNT),
                            replay.timeline(),
                            null,
                            entitlement(limit),
                            request,
                            Duration.ofMillis(minimumMs),
                            at())
                    .standings()
                    .getFirst();
        }

        BigInteger requestedRate() {
            return request.quantities().get(limit.resource());
        }

        /** When the limit is reached if what is held now is held on, with the request. */
        Optional<Fraction> exhausted() {
            BigInteger rate = bruteForce.rate(limit.resource().name(), atMs).add(requestedRate());
            return reached(atMs, rate, windowMs);
        }

        /** Whether the request passes at an instant, if nothing is held until then. */
        boolean passesAt(long startMs) {
            return reached(startMs, requestedRate(), minimumMs)
                    .filter(instant -> isTooSoon(instant, startMs, minimumMs))
                    .isEmpty();
        }

        private Optional<Fraction> reached(long startMs, BigInteger rate, long withinMs) {
            String resource = limit.resource().name();
            List<PodInterval> planned = new ArrayList<>();
            pods.forEach(pod -> planned.add(pod.before(atMs)));
            RateStep step = new RateStep(startMs, Map.of(resource, rate));
            planned.add(new PodInterval(ACCOUNT, "planned", List.of(step), startMs, PodInterval.OPEN));
            BigInteger amount = limit.amount();
            return amount == null
                    ? Optional.empty()
                    : new BruteForce(planned, ACCOUNT)
                            .firstOver(resource, amount, windowMs, startMs, startMs + withinMs);
        }

        @Override
        public String toString() {
            return "%s of %s at %d for at least %d ms".formatted(request, limit, atMs, minimumMs);
        }
    }
}
