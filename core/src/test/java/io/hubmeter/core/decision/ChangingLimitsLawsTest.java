package io.hubmeter.core.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.core.bruteforce.BruteForce;
import io.hubmeter.core.bruteforce.Fraction;
import io.hubmeter.core.bruteforce.PodInterval;
import io.hubmeter.core.bruteforce.RateStep;
import io.hubmeter.core.bruteforce.Seeds;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Replay;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.metering.Told;
import io.hubmeter.core.policy.Entitlement;
import io.hubmeter.core.policy.Entitlement.Entitled;
import io.hubmeter.core.quota.Limit;
import io.hubmeter.core.quota.LimitChange;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** With limits that grants raise and lower again: every millisecond tried, what passes is told, and when. */
class ChangingLimitsLawsTest {
    private static final String ACCOUNT = "hub/ana";
    private static final String CPU = "cpu";
    private static final int SPAN_MS = 60;
    private static final Instant NO_FLOOR = Instant.ofEpochMilli(-1_000_000);

    @Test
    void retryAtIsTheFirstMillisecondAtWhichEveryLimitLetsTheRequestPass() {
        Seeds.check(3_000, random -> {
            Case one = new Case(random);
            Assessment assessment = one.assessment();
            boolean isInTheWay = assessment.standings().stream()
                    .anyMatch(standing -> standing.verdict() != Standing.Verdict.ALLOWS
                            && standing.entitled().isEnforced());
            Instant expected = isInTheWay ? one.firstPassing() : null;
            assertThat(assessment.retryAt()).as(one.toString()).isEqualTo(expected);
        });
    }

    @Test
    void exhaustedAtLooksAtWhatTheLimitIsThen() {
        Seeds.check(2_000, random -> {
            Case one = new Case(random);
            for (Standing standing : one.assessment().standings()) {
                Entitled entitled = standing.entitled();
                BigInteger rate = one.bruteForce.rate(CPU, one.atMs).add(one.rate);
                Fraction reached = one.reached(
                        entitled, one.atMs, rate, entitled.limit().window().toMillis());
                assertThat(standing.exhaustedAt())
                        .as("%s of %s", entitled, one)
                        .isEqualTo(reached == null ? null : Instant.ofEpochMilli(reached.ceil()));
            }
        });
    }

    private static final class Case {
        private final List<PodInterval> pods = new ArrayList<>();
        private final BruteForce bruteForce;
        private final Replay replay = new Replay();
        private final List<Entitled> limits = new ArrayList<>();
        private final long atMs;
        private final long minimumMs;
        private final BigInteger rate;

        Case(RandomGenerator random) {
            for (int i = random.nextInt(5); i > 0; i--) {
                int start = random.nextInt(SPAN_MS);
                long end = random.nextInt(5) == 0 ? PodInterval.OPEN : random.nextInt(start, SPAN_MS);
                Map<String, BigInteger> rates = Map.of(CPU, BigInteger.valueOf(random.nextInt(1, 5)));
                pods.add(new PodInterval(ACCOUNT, "pod-" + i, List.of(new RateStep(start, rates)), start, end));
            }
            bruteForce = new BruteForce(pods, ACCOUNT);
            pods.stream().flatMap(pod -> Told.lifeOf(pod).stream()).forEach(told -> replay.observe(told, NO_FLOOR));
            atMs = random.nextInt(SPAN_MS);
            minimumMs = random.nextInt(12);
            rate = BigInteger.valueOf(random.nextInt(1, 5));
            for (long windowMs : new long[] {random.nextInt(1, 30), random.nextInt(30, 50)}) {
                limits.add(new Entitled(
                        new Limit(Resource.CPU, amount(random), Duration.ofMillis(windowMs)),
                        "default",
                        random.nextInt(4) != 0,
                        changes(random)));
            }
        }

        private List<LimitChange> changes(RandomGenerator random) {
            return random.longs(random.nextInt(4), atMs + 1, atMs + 60)
                    .distinct()
                    .sorted()
                    .mapToObj(ms -> new LimitChange(Instant.ofEpochMilli(ms), amount(random)))
                    .toList();
        }

        private static BigInteger amount(RandomGenerator random) {
            return BigInteger.valueOf(random.nextInt(5) == 0 ? 0 : random.nextInt(80));
        }

        Assessment assessment() {
            return Assessor.assess(
                    AccountId.parse(ACCOUNT),
                    replay.timeline(),
                    null,
                    new Entitlement(limits),
                    new Request(new TreeMap<>(Map.of(Resource.CPU, rate))),
                    Duration.ofMillis(minimumMs),
                    Instant.ofEpochMilli(atMs));
        }

        @Nullable
        Instant firstPassing() {
            for (long ms = atMs; ms <= atMs + 200; ms++) {
                if (passesAt(ms)) {
                    return Instant.ofEpochMilli(ms);
                }
            }
            return null;
        }

        private boolean passesAt(long startMs) {
            return limits.stream().filter(Entitled::isEnforced).allMatch(entitled -> {
                Fraction reached = reached(entitled, startMs, rate, minimumMs);
                return reached == null
                        || !(reached.equals(Fraction.of(startMs)) || reached.isBefore(startMs + minimumMs));
            });
        }

        /** When usage reaches what the limit is then; null if it does not within some time. */
        private @Nullable Fraction reached(Entitled entitled, long startMs, BigInteger held, long withinMs) {
            List<PodInterval> planned = new ArrayList<>();
            pods.forEach(pod -> planned.add(pod.before(atMs)));
            planned.add(new PodInterval(
                    ACCOUNT, "planned", List.of(new RateStep(startMs, Map.of(CPU, held))), startMs, PodInterval.OPEN));
            BruteForce plan = new BruteForce(planned, ACCOUNT);
            long windowMs = entitled.limit().window().toMillis();
            for (long ms = startMs; ms <= startMs + withinMs; ms++) {
                Fraction reached = plan.firstOver(CPU, amountAt(entitled, ms), windowMs, ms, ms + 1)
                        .orElse(null);
                if (reached != null && reached.isBefore(ms + 1)) {
                    return reached.isBefore(startMs + withinMs) || reached.equals(Fraction.of(startMs + withinMs))
                            ? reached
                            : null;
                }
            }
            return null;
        }

        private static BigInteger amountAt(Entitled entitled, long ms) {
            BigInteger amount = Objects.requireNonNull(entitled.limit().amount());
            for (LimitChange change : entitled.changes()) {
                amount = change.at().toEpochMilli() <= ms ? change.amount() : amount;
            }
            return amount;
        }

        @Override
        public String toString() {
            return "%s at %d for %d ms of %s after %s".formatted(rate, atMs, minimumMs, limits, pods);
        }
    }
}
