package io.hubmeter.core.grant;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.core.bruteforce.BruteForce;
import io.hubmeter.core.bruteforce.PodInterval;
import io.hubmeter.core.bruteforce.RateStep;
import io.hubmeter.core.bruteforce.Seeds;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Meter;
import io.hubmeter.core.metering.PodHistory;
import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.RateChange;
import io.hubmeter.core.metering.Reading;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.metering.Timeline;
import io.hubmeter.core.metering.Told;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** A corrected meter is what brute force makes of every millisecond, whatever came in which order. */
class CorrectionsLawsTest {
    private static final AccountId ANA = new AccountId("hub", "ana");
    private static final List<Resource> RESOURCES = List.of(Resource.CPU, Resource.GPU);
    private static final int SPAN_MS = 120;
    private static final Instant NO_FLOOR = Instant.ofEpochMilli(-1_000_000);

    @Test
    void everyMillisecondIsCorrectedWhateverTheOrderOfArrival() {
        Seeds.check(3_000, random -> {
            List<PodInterval> pods = pods(random);
            List<Grant> entries = entries(random);
            Meters meters = new Meters();
            List<Runnable> arrivals = new ArrayList<>();
            pods.forEach(pod -> Told.lifeOf(pod).forEach(told -> arrivals.add(() -> meters.observe(told, NO_FLOOR))));
            Collections.shuffle(arrivals, Random.from(random));
            // A void comes after what it is about; all else in any order.
            int at = 0;
            for (Grant entry : entries) {
                at = random.nextInt(at, arrivals.size() + 1);
                arrivals.add(at, () -> meters.record(entry, NO_FLOOR));
                at++;
            }
            arrivals.forEach(Runnable::run);
            for (Resource resource : RESOURCES) {
                BigInteger[] expected = expected(pods, entries, resource);
                for (int ms = 0; ms < SPAN_MS; ms++) {
                    assertThat(meters.used(resource, ms, ms + 1))
                            .as("%s used in millisecond %d", resource, ms)
                            .isEqualTo(expected[ms]);
                }
            }
        });
    }

    /** What lies before the floor stays, and nothing ever goes below zero or makes a total fall. */
    @Test
    void aMovingFloorNeverBreaksTheMeter() {
        Seeds.check(3_000, random -> {
            Meters meters = new Meters();
            List<Runnable> arrivals = new ArrayList<>();
            long[] floor = {-10};
            for (PodInterval pod : pods(random)) {
                Told.lifeOf(pod)
                        .forEach(told -> arrivals.add(() -> meters.observe(told, Instant.ofEpochMilli(floor[0]))));
            }
            for (Grant entry : entries(random)) {
                arrivals.add(
                        random.nextInt(arrivals.size() + 1),
                        () -> meters.record(entry, Instant.ofEpochMilli(floor[0])));
            }
            for (Runnable arrival : arrivals) {
                List<BigInteger> before = meters.totalsBefore(floor[0]);
                arrival.run();
                assertThat(meters.totalsBefore(floor[0])).isEqualTo(before);
                floor[0] += random.nextInt(8);
            }
        });
    }

    /** Everything about the account that the topology keeps, driven as it does. */
    private static final class Meters {
        private final Timeline timeline = new Timeline();
        private final Map<String, PodHistory> pods = new TreeMap<>();
        private Grants grants = Grants.NONE;
        private Corrections corrections = Corrections.NONE;

        void observe(Told told, Instant floor) {
            PodHistory before = pods.get(told.uid());
            PodHistory after = before == null ? PodHistory.of(told.observation()) : before.plus(told.observation());
            pods.put(told.uid(), after);
            write(PodHistory.changes(before, after, floor), floor);
        }

        void record(Grant entry, Instant floor) {
            if (grants.plus(entry) instanceof Grants.Outcome.Accepted(Grants more)) {
                grants = more;
                write(List.of(), floor);
            }
        }

        private void write(List<RateChange> changes, Instant floor) {
            Corrections.Outcome outcome = corrections.applied(grants.corrections(), timeline, changes, floor);
            corrections = outcome.corrections();
            timeline.putAll(Meter.amend(timeline, outcome.changes(), false));
            for (Grant correction : grants.corrections()) {
                BigInteger effect = corrections.effectOf(correction);
                assertThat(effect.signum()).isIn(0, correction.amount().signum());
                assertThat(effect.abs()).isLessThanOrEqualTo(correction.amount().abs());
            }
            Quantities before = Quantities.ZERO;
            for (Reading reading : timeline.readings()) {
                assertThat(reading.totals().minus(before).hasNegative())
                        .as("totals fall up to %s", reading.at())
                        .isFalse();
                before = reading.totals();
            }
        }

        BigInteger used(Resource resource, long fromMs, long untilMs) {
            return timeline.totalsAt(Instant.ofEpochMilli(untilMs))
                    .minus(timeline.totalsAt(Instant.ofEpochMilli(fromMs)))
                    .get(resource);
        }

        List<BigInteger> totalsBefore(long floorMs) {
            List<BigInteger> totals = new ArrayList<>();
            for (long ms = 0; ms <= floorMs; ms++) {
                totals.add(timeline.totalsAt(Instant.ofEpochMilli(ms)).get(Resource.CPU));
            }
            return totals;
        }
    }

    private static BigInteger[] expected(List<PodInterval> pods, List<Grant> entries, Resource resource) {
        BruteForce bruteForce = new BruteForce(pods, ANA.toString());
        BigInteger[] used = new BigInteger[SPAN_MS];
        for (int ms = 0; ms < SPAN_MS; ms++) {
            used[ms] = bruteForce.used(resource.name(), ms, ms + 1);
        }
        for (Grant entry : entries) {
            boolean counts = entry.kind() == Grant.Kind.CORRECTION
                    && resource.equals(entry.resource())
                    && entries.stream().noneMatch(e -> e.kind() == Grant.Kind.VOID && e.id().equals(entry.id()));
            if (counts) {
                correct(used, entry);
            }
        }
        return used;
    }

    private static void correct(BigInteger[] used, Grant entry) {
        int from = Math.toIntExact(entry.from().toEpochMilli());
        int until = Math.toIntExact(Objects.requireNonNull(entry.until()).toEpochMilli());
        BigInteger rest = entry.amount();
        if (rest.signum() > 0) {
            BigInteger[] each = rest.divideAndRemainder(BigInteger.valueOf(until - from));
            for (int ms = from; ms < until; ms++) {
                BigInteger one = ms - from < each[1].intValue() ? BigInteger.ONE : BigInteger.ZERO;
                used[ms] = used[ms].add(each[0]).add(one);
            }
        } else {
            for (int ms = from; ms < until; ms++) {
                BigInteger taken = used[ms].min(rest.negate());
                used[ms] = used[ms].subtract(taken);
                rest = rest.add(taken);
            }
        }
    }

    private static List<PodInterval> pods(RandomGenerator random) {
        List<PodInterval> pods = new ArrayList<>();
        for (int i = random.nextInt(1, 6); i > 0; i--) {
            int start = random.nextInt(SPAN_MS);
            int end = random.nextInt(start, SPAN_MS);
            List<RateStep> steps = new ArrayList<>(List.of(new RateStep(start, rates(random))));
            if (random.nextBoolean()) {
                steps.add(new RateStep(random.nextInt(start, end + 1), rates(random)));
            }
            long endMs = random.nextInt(6) == 0 ? PodInterval.OPEN : end;
            pods.add(new PodInterval(ANA.toString(), "pod-" + i, steps, start, endMs));
        }
        return pods;
    }

    private static Map<String, BigInteger> rates(RandomGenerator random) {
        return Map.of("cpu", BigInteger.valueOf(random.nextInt(8)), "gpu", BigInteger.valueOf(random.nextInt(3)));
    }

    private static List<Grant> entries(RandomGenerator random) {
        List<Grant> entries = new ArrayList<>();
        for (int i = random.nextInt(1, 6); i > 0; i--) {
            Instant recordedAt = Instant.ofEpochMilli(1_000L - i);
            int from = random.nextInt(SPAN_MS - 1);
            Instant until = Instant.ofEpochMilli(random.nextInt(from + 1, SPAN_MS));
            int amount = random.nextInt(-200, 200);
            entries.add(new Grant(
                    "c" + i,
                    Grant.Kind.CORRECTION,
                    ANA,
                    RESOURCES.get(random.nextInt(2)),
                    BigInteger.valueOf(amount == 0 ? 1 : amount),
                    null,
                    Instant.ofEpochMilli(from),
                    until,
                    "admin",
                    "why",
                    recordedAt));
            if (random.nextInt(4) == 0) {
                entries.add(new Grant(
                        "c" + i,
                        Grant.Kind.VOID,
                        ANA,
                        null,
                        BigInteger.ZERO,
                        null,
                        recordedAt,
                        null,
                        "admin",
                        "mistake",
                        recordedAt));
            }
        }
        return entries;
    }
}
