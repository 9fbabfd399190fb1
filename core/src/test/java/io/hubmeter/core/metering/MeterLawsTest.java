package io.hubmeter.core.metering;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.core.bruteforce.BruteForce;
import io.hubmeter.core.bruteforce.PodInterval;
import io.hubmeter.core.bruteforce.RandomPods;
import io.hubmeter.core.bruteforce.RateStep;
import io.hubmeter.core.bruteforce.Seeds;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** For any life of any pods, told in any order, usage in any window is what a sum over the pods gives, to the last digit. */
class MeterLawsTest {
    private static final String ACCOUNT = "hub/ana";
    private static final Instant NO_FLOOR = Instant.ofEpochMilli(-1_000_000_000_000_000L);

    @Test
    void usageIsThatOfBruteForceInWhateverOrderObservationsCome() {
        Seeds.check(1_500, random -> {
            RandomPods drawn = new RandomPods(random, ACCOUNT, 7);
            Replay replay = new Replay();
            shuffledWithRepeats(livesOf(drawn.pods()), random).forEach(told -> replay.observe(told, NO_FLOOR));
            checkEverywhere(replay.timeline(), new BruteForce(drawn.pods(), ACCOUNT), drawn);
        });
    }

    /** Observations that contradict each other: starts move, ends are told again, resizes reach back over newer instants. */
    @Test
    void theNewestObservationOfAnInstantDecidesInWhateverOrderObservationsCome() {
        Seeds.check(1_000, random -> {
            RandomPods drawn = new RandomPods(random, ACCOUNT, 1);
            List<Told> all = new ArrayList<>();
            for (int pod = 0; pod < 3; pod++) {
                for (int version = 1; version <= 1 + random.nextInt(6); version++) {
                    all.add(new Told(
                            "pod-" + pod,
                            new PodObservation(
                                    version,
                                    at(drawn.instant()),
                                    Told.quantities(drawn.rates()),
                                    random.nextInt(3) == 0 ? null : at(drawn.instant()),
                                    at(drawn.instant()),
                                    random.nextInt(3) == 0 ? at(drawn.instant()) : null)));
                }
            }
            Replay replay = new Replay();
            List<Told> heard = new ArrayList<>();
            for (Told told : shuffledWithRepeats(all, random)) {
                replay.observe(told, NO_FLOOR);
                heard.add(told);
                if (random.nextInt(3) == 0) {
                    checkEverywhere(replay.timeline(), new BruteForce(Told.pods(ACCOUNT, heard), ACCOUNT), drawn);
                }
            }
            checkEverywhere(replay.timeline(), new BruteForce(Told.pods(ACCOUNT, all), ACCOUNT), drawn);
        });
    }

    @Test
    void nothingBeforeTheFloorIsCountedInWhateverOrderObservationsCome() {
        Seeds.check(1_000, random -> {
            RandomPods drawn = new RandomPods(random, ACCOUNT, 6);
            long floorMs = drawn.instant();
            Replay replay = new Replay();
            shuffledWithRepeats(livesOf(drawn.pods()), random).forEach(told -> replay.observe(told, at(floorMs)));
            List<PodInterval> counted =
                    drawn.pods().stream().map(pod -> pod.notBefore(floorMs)).toList();
            checkEverywhere(replay.timeline(), new BruteForce(counted, ACCOUNT), drawn);
        });
    }

    /** The floor follows the clock; what lies after the last one is exact all the same. */
    @Test
    void usageAfterARisingFloorIsThatOfBruteForce() {
        Seeds.check(1_000, random -> {
            RandomPods drawn = new RandomPods(random, ACCOUNT, 6);
            Replay replay = new Replay();
            long floorMs = drawn.firstMs() - 1;
            for (Told told : shuffledWithRepeats(livesOf(drawn.pods()), random)) {
                floorMs = random.nextInt(4) == 0 ? Math.max(floorMs, drawn.instant()) : floorMs;
                replay.observe(told, at(floorMs));
            }
            BruteForce bruteForce = new BruteForce(drawn.pods(), ACCOUNT);
            for (int i = 0; i < 20; i++) {
                long from = Math.max(floorMs, drawn.instant());
                long until = Math.max(from, drawn.instant());
                checkUsed(replay.timeline(), bruteForce, from, until);
            }
        });
    }

    @Test
    void replayingEverythingOnceMoreChangesNothing() {
        Seeds.check(500, random -> {
            List<Told> lives = livesOf(new RandomPods(random, ACCOUNT, 6).pods());
            // Observations that do not know since when their rates hold must have come in order once.
            List<Told> all = random.nextBoolean()
                    ? shuffledWithRepeats(lives, random)
                    : lives.stream().map(MeterLawsTest::withoutRatesAt).toList();
            Replay replay = new Replay();
            all.forEach(told -> replay.observe(told, NO_FLOOR));
            List<Reading> before = List.copyOf(replay.timeline().readings());
            for (Told told : shuffledWithRepeats(all, random)) {
                assertThat(replay.observe(told, NO_FLOOR))
                        .as("change from %s", told)
                        .isNull();
            }
            assertThat(replay.timeline().readings()).containsExactlyElementsOf(before);
        });
    }

    /** A source that tells the same rates again, since another instant and as a newer version, tells nothing new. */
    @Test
    void splittingAnIntervalChangesNothing() {
        Seeds.check(1_000, random -> {
            RandomPods drawn = new RandomPods(random, ACCOUNT, 5);
            List<PodInterval> split = drawn.pods().stream()
                    .map(pod -> {
                        List<RateStep> steps = new ArrayList<>();
                        for (RateStep step : pod.steps()) {
                            steps.add(step);
                            steps.add(step);
                        }
                        long last = Math.max(pod.startMs(), drawn.instant());
                        RateStep end = pod.steps().getLast();
                        if (last >= end.fromMs()) {
                            steps.add(new RateStep(last, end.rates()));
                        }
                        return new PodInterval(pod.account(), pod.uid(), steps, pod.startMs(), pod.endMs());
                    })
                    .toList();
            Replay replay = new Replay();
            shuffledWithRepeats(livesOf(split), random).forEach(told -> replay.observe(told, NO_FLOOR));
            checkEverywhere(replay.timeline(), new BruteForce(drawn.pods(), ACCOUNT), drawn);
        });
    }

    /** A source may not know since when the rates hold; in order, its own clock then tells. */
    @Test
    void observationsInOrderWithoutAnInstantOfTheirRatesCountFromWhenTheyWereMade() {
        Seeds.check(1_000, random -> {
            RandomPods drawn = new RandomPods(random, ACCOUNT, 5);
            Replay replay = new Replay();
            for (Told told : livesOf(drawn.pods())) {
                Told unknown = withoutRatesAt(told);
                replay.observe(unknown, NO_FLOOR);
                assertThat(replay.observe(unknown, NO_FLOOR))
                        .as("change from a repeat")
                        .isNull();
            }
            checkEverywhere(replay.timeline(), new BruteForce(drawn.pods(), ACCOUNT), drawn);
        });
    }

    private static Told withoutRatesAt(Told told) {
        PodObservation known = told.observation();
        return new Told(
                told.uid(),
                new PodObservation(
                        known.version(),
                        known.observedAt(),
                        known.rates(),
                        known.scheduledAt(),
                        null,
                        known.endedAt()));
    }

    @Test
    void anEstimatedEndGivesWayToTheRealOne() {
        Seeds.check(1_500, random -> {
            RandomPods drawn = new RandomPods(random, ACCOUNT, 5);
            Replay replay = new Replay();
            for (Told told : shuffledWithRepeats(livesOf(drawn.pods()), random)) {
                replay.observe(told, NO_FLOOR);
                if (random.nextBoolean()) {
                    replay.estimateEnd(told.uid(), at(drawn.instant()), NO_FLOOR);
                }
            }
            for (PodInterval pod : drawn.pods()) {
                replay.observe(listedAgain(pod, drawn.lastMs() + 1), NO_FLOOR);
            }
            checkEverywhere(replay.timeline(), new BruteForce(drawn.pods(), ACCOUNT), drawn);
        });
    }

    /** What the next snapshot says of the pod: what was said last, only seen later. */
    private static Told listedAgain(PodInterval pod, long observedMs) {
        Told last = Told.lifeOf(pod).getLast();
        PodObservation seen = last.observation();
        return new Told(
                last.uid(),
                new PodObservation(
                        seen.version(),
                        at(observedMs),
                        seen.rates(),
                        seen.scheduledAt(),
                        seen.ratesAt(),
                        seen.endedAt()));
    }

    /** A pod that is seen to be gone, again and again and by several observers, ended when that was seen first. */
    @Test
    void aPodThatNobodySawEndEndedWhenItWasFirstSeenToBeGone() {
        Seeds.check(500, random -> {
            RandomPods drawn = new RandomPods(random, ACCOUNT, 5);
            List<Told> all = new ArrayList<>();
            for (PodInterval pod : drawn.pods()) {
                List<Told> life = Told.lifeOf(pod);
                if (pod.endMs() == PodInterval.OPEN) {
                    all.addAll(life);
                } else {
                    all.addAll(life.subList(0, life.size() - 1));
                    all.add(gone(life.getLast(), pod.endMs(), 0));
                    for (int again = 1; again <= random.nextInt(3); again++) {
                        all.add(gone(life.getLast(), pod.endMs() + random.nextLong(1, 100_000), again));
                    }
                }
            }
            Replay replay = new Replay();
            for (Told told : shuffledWithRepeats(all, random)) {
                if (random.nextInt(3) == 0) {
                    replay.estimateEnd(told.uid(), at(drawn.firstMs()), NO_FLOOR);
                }
                replay.observe(told, NO_FLOOR);
            }
            for (PodInterval pod : drawn.pods()) {
                if (pod.endMs() == PodInterval.OPEN) {
                    replay.observe(listedAgain(pod, drawn.lastMs() + 1), NO_FLOOR);
                }
            }
            checkEverywhere(replay.timeline(), new BruteForce(drawn.pods(), ACCOUNT), drawn);
        });
    }

    /** A pod that leaves what a source selects looks as if it were gone; it has not ended if it comes back. */
    @Test
    void aPodThatComesBackHasNotEnded() {
        Seeds.check(500, random -> {
            RandomPods drawn = new RandomPods(random, ACCOUNT, 5);
            Replay replay = new Replay();
            List<Told> all = new ArrayList<>();
            for (PodInterval pod : drawn.pods()) {
                Told first = Told.lifeOf(pod).getFirst();
                long goneMs = Math.max(pod.startMs(), drawn.instant());
                all.add(atVersion(first, 1));
                all.add(atVersion(gone(first, goneMs, 0), 2));
                Told.lifeOf(pod).forEach(all::add);
            }
            all.forEach(told -> replay.observe(told, NO_FLOOR));
            // A collector that was behind tells all of it once more, as it was seen or as it sees it now.
            boolean seesNow = random.nextBoolean();
            all.forEach(told -> replay.observe(seesNow ? seenAt(told, drawn.lastMs() + 1_000) : told, NO_FLOOR));
            checkEverywhere(replay.timeline(), new BruteForce(drawn.pods(), ACCOUNT), drawn);
        });
    }

    /** The versions of a restored store begin again below those that were seen; a pod that is gone then is gone all the same. */
    @Test
    void aPodIsGoneThoughVersionsWentBack() {
        Replay replay = new Replay();
        Quantities rates = Quantities.of(Resource.CPU, BigInteger.TEN);
        replay.observe(new Told("pod", new PodObservation(500, at(1_000), rates, at(1_000), null, null)), NO_FLOOR);
        replay.observe(new Told("pod", new PodObservation(90, at(5_000), rates, at(1_000), null, null)), NO_FLOOR);
        replay.observe(
                new Told("pod", new PodObservation(95, at(7_000), rates, at(1_000), null, null, true)), NO_FLOOR);

        Reading last = List.copyOf(replay.timeline().readings()).getLast();
        assertThat(last.at()).isEqualTo(at(7_000));
        assertThat(last.openPods()).isZero();
    }

    private static Told seenAt(Told told, long observedMs) {
        PodObservation seen = told.observation();
        return new Told(
                told.uid(),
                new PodObservation(
                        seen.version(),
                        at(observedMs + seen.version()),
                        seen.rates(),
                        seen.scheduledAt(),
                        seen.ratesAt(),
                        seen.endedAt(),
                        seen.gone()));
    }

    private static Told atVersion(Told told, long version) {
        PodObservation observation = told.observation();
        return new Told(
                told.uid(),
                new PodObservation(
                        version,
                        observation.observedAt(),
                        observation.rates(),
                        observation.scheduledAt(),
                        observation.ratesAt(),
                        observation.endedAt(),
                        observation.gone()));
    }

    private static Told gone(Told end, long seenMs, int versionsLater) {
        PodObservation told = end.observation();
        return new Told(
                end.uid(),
                new PodObservation(
                        told.version() + versionsLater,
                        at(seenMs),
                        told.rates(),
                        told.scheduledAt(),
                        told.ratesAt(),
                        null,
                        true));
    }

    private static void checkEverywhere(Timeline timeline, BruteForce bruteForce, RandomPods drawn) {
        for (long change : bruteForce.changes()) {
            checkUsed(timeline, bruteForce, drawn.firstMs() - 1, change);
            checkUsed(timeline, bruteForce, change - drawn.windowMs(), change);
        }
        for (int i = 0; i < 6; i++) {
            long until = drawn.instant() + drawn.windowMs();
            checkUsed(timeline, bruteForce, until - drawn.windowMs(), until);
            Reading reading = timeline.asOf(at(until));
            assertThat(reading == null ? 0 : reading.openPods())
                    .as("open pods at %d", until)
                    .isEqualTo(bruteForce.openPods(until));
            Quantities rates = reading == null ? Quantities.ZERO : reading.ratesAfter();
            for (String resource : RandomPods.RESOURCES) {
                assertThat(rates.get(new Resource(resource)))
                        .as("rate of %s at %d", resource, until)
                        .isEqualTo(bruteForce.rate(resource, until));
            }
        }
    }

    private static void checkUsed(Timeline timeline, BruteForce bruteForce, long fromMs, long untilMs) {
        Quantities used = timeline.usage(Duration.ofMillis(untilMs - fromMs), at(untilMs));
        for (String resource : RandomPods.RESOURCES) {
            assertThat(used.get(new Resource(resource)))
                    .as("%s used in [%d, %d)", resource, fromMs, untilMs)
                    .isEqualTo(bruteForce.used(resource, fromMs, untilMs));
        }
    }

    private static List<Told> livesOf(List<PodInterval> pods) {
        return pods.stream().flatMap(pod -> Told.lifeOf(pod).stream()).toList();
    }

    private static List<Told> shuffledWithRepeats(List<Told> all, RandomGenerator random) {
        List<Told> shuffled = new ArrayList<>(all);
        for (Told told : all) {
            if (random.nextInt(3) == 0) {
                shuffled.add(told);
            }
        }
        Collections.shuffle(shuffled, Random.from(random));
        return shuffled;
    }

    private static Instant at(long epochMs) {
        return Instant.ofEpochMilli(epochMs);
    }
}
