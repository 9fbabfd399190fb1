package io.hubmeter.core.outlook;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.core.bruteforce.BruteForce;
import io.hubmeter.core.bruteforce.Fraction;
import io.hubmeter.core.bruteforce.PodInterval;
import io.hubmeter.core.bruteforce.RandomPods;
import io.hubmeter.core.bruteforce.Seeds;
import io.hubmeter.core.bruteforce.Transition;
import io.hubmeter.core.metering.ExactInstant;
import io.hubmeter.core.metering.Replay;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.metering.Told;
import io.hubmeter.core.quota.Limit;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** What people are told of days and of what comes back is what brute force makes of the account's pods. */
class OutlookLawsTest {
    private static final String ACCOUNT = "hub/ana";
    private static final Instant NO_FLOOR = Instant.ofEpochMilli(-1_000_000_000_000_000L);
    private static final long DAY_MS = 86_400_000;
    private static final List<ZoneId> ZONES = List.of(
            ZoneId.of("UTC"), ZoneId.of("Europe/Berlin"), ZoneId.of("Asia/Kathmandu"), ZoneId.of("Pacific/Apia"));

    /** If nothing more is used, usage falls at every instant by what has come back until then. */
    @Test
    void whatComesBackIsWhatUsageFallsBy() {
        Seeds.check(1_000, random -> {
            Case one = new Case(random);
            List<Returning> returning = one.returning();
            BigInteger usage = one.used(one.atMs - one.windowMs, one.atMs);
            assertThat(sum(returning)).as("%s", one).isEqualTo(usage);
            for (Returning stretch : returning) {
                assertThat(stretch.amount()).isPositive();
                assertThat(one.backAt(stretch.from())).isEqualTo(sumBefore(returning, stretch.from()));
                assertThat(one.backAt(stretch.until()))
                        .isEqualTo(sumBefore(returning, stretch.from()).add(stretch.amount()));
            }
        });
    }

    /** Between two stretches nothing is held, and within one something is at every change. */
    @Test
    void aStretchHasNoPauseAndStretchesHaveOneBetweenThem() {
        Seeds.check(1_000, random -> {
            Case one = new Case(random);
            Instant before = null;
            for (Returning stretch : one.returning()) {
                if (before != null) {
                    assertThat(stretch.from()).isAfter(before);
                }
                before = stretch.until();
                long fromMs = stretch.usedFrom().toEpochMilli();
                long untilMs = stretch.until().toEpochMilli() - one.windowMs;
                assertThat(one.bruteForce.rate(one.resource.name(), fromMs)).isPositive();
                one.bruteForce
                        .changes()
                        .subSet(fromMs, untilMs)
                        .forEach(changeMs -> assertThat(one.bruteForce.rate(one.resource.name(), changeMs))
                                .as("%s at %d", one, changeMs)
                                .isPositive());
            }
        });
    }

    @Test
    void daysHaveTheUseOfTheirHoursAndNothingIsLeftOut() {
        Seeds.check(500, random -> {
            Case one = new Case(random);
            Instant at = Instant.ofEpochMilli(one.atMs);
            LocalDate last = at.atZone(one.zone).toLocalDate();
            LocalDate first = last.minusDays(random.nextInt(40));

            List<DayUsage> days = DayUsage.of(one.replay.timeline(), first, one.zone, at);

            assertThat(days)
                    .extracting(DayUsage::date)
                    .containsExactlyElementsOf(
                            first.datesUntil(last.plusDays(1)).toList());
            for (DayUsage day : days) {
                assertThat(day.used().get(one.resource))
                        .isEqualTo(
                                one.used(day.from().toEpochMilli(), day.until().toEpochMilli()));
            }
            for (int i = 1; i < days.size(); i++) {
                assertThat(days.get(i).from()).isEqualTo(days.get(i - 1).until());
            }
            assertThat(days.getFirst().from())
                    .isEqualTo(first.atStartOfDay(one.zone).toInstant());
            assertThat(days.getLast().until()).isEqualTo(at);
        });
    }

    @Test
    void theUseOfOneDayComesBackAsOne() {
        Seeds.check(500, random -> {
            Case one = new Case(random);
            List<Returning> stretches = one.returning();
            List<Returning> days = Returning.byDay(stretches, one.zone);
            assertThat(sum(days)).isEqualTo(sum(stretches));
            assertThat(days.stream().map(day -> day.from().atZone(one.zone).toLocalDate()))
                    .doesNotHaveDuplicates()
                    .isSorted();
        });
    }

    /** The last time that usage came to be over the limit, if it still is. */
    @Test
    void usageIsOverSinceItsLastCrossing() {
        Seeds.check(2_000, random -> {
            Case one = new Case(random);
            BigInteger most = one.used(one.atMs - one.windowMs, one.atMs);
            BigInteger amount = most.signum() == 0 || random.nextInt(8) == 0
                    ? most.add(BigInteger.ONE)
                    : BigInteger.ONE.max(most.multiply(BigInteger.valueOf(random.nextInt(1, 11)))
                            .divide(BigInteger.TEN));
            List<Transition> transitions =
                    one.bruteForce.transitions(one.resource.name(), amount, one.windowMs, one.atMs + 1);
            // Where usage falls below the limit at this very instant it still equals it.
            Fraction expected = transitions.stream()
                    .filter(Transition::up)
                    .map(Transition::at)
                    .reduce((earlier, later) -> later)
                    .orElse(null);

            ExactInstant found = OverSince.of(
                            one.replay.timeline(),
                            new Limit(one.resource, amount, Duration.ofMillis(one.windowMs)),
                            Instant.ofEpochMilli(one.atMs))
                    .orElse(null);

            if (!one.bruteForce.isOver(one.resource.name(), amount, one.windowMs, one.atMs)) {
                assertThat(found).as("%s", one).isNull();
            } else {
                assertThat(Objects.requireNonNull(found).ceil().toEpochMilli())
                        .isEqualTo(Objects.requireNonNull(expected).ceil());
            }
        });
    }

    private static BigInteger sum(List<Returning> returning) {
        return returning.stream().map(Returning::amount).reduce(BigInteger.ZERO, BigInteger::add);
    }

    private static BigInteger sumBefore(List<Returning> returning, Instant instant) {
        return sum(returning.stream()
                .filter(stretch -> stretch.from().isBefore(instant))
                .toList());
    }

    private static final class Case {
        final Replay replay = new Replay();
        final BruteForce bruteForce;
        final Resource resource;
        final long windowMs;
        final long atMs;
        final ZoneId zone;

        Case(RandomGenerator random) {
            RandomPods pods = new RandomPods(random, ACCOUNT, 8);
            for (PodInterval pod : pods.pods()) {
                Told.lifeOf(pod).forEach(told -> replay.observe(told, NO_FLOOR));
            }
            bruteForce = new BruteForce(pods.pods(), ACCOUNT);
            resource = new Resource(RandomPods.RESOURCES.get(random.nextInt(RandomPods.RESOURCES.size())));
            windowMs = random.nextBoolean() ? random.nextLong(1, 40) : random.nextLong(1, 31 * DAY_MS);
            long spanMs = pods.lastMs() - pods.firstMs();
            atMs = pods.firstMs() + random.nextLong(spanMs + windowMs + 1);
            zone = ZONES.get(random.nextInt(ZONES.size()));
        }

        List<Returning> returning() {
            return Returning.of(replay.timeline(), resource, Duration.ofMillis(windowMs), Instant.ofEpochMilli(atMs));
        }

        BigInteger used(long fromMs, long untilMs) {
            return bruteForce.used(resource.name(), fromMs, untilMs);
        }

        /** What has left the window at a later instant. */
        BigInteger backAt(Instant later) {
            return used(atMs - windowMs, later.toEpochMilli() - windowMs);
        }

        @Override
        public String toString() {
            return "%s per %d ms at %d".formatted(resource, windowMs, atMs);
        }
    }
}
