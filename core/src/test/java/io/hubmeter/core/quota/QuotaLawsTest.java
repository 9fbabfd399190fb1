package io.hubmeter.core.quota;

import io.hubmeter.core.bruteforce.RandomPods;
import io.hubmeter.core.bruteforce.Seeds;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.metering.Told;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/**
 * Every crossing and every recovery is reported exactly, once, at the first heartbeat after it, and nothing else is.
 *
 * <p>{@link DrivenQuota} compares with brute force at every step; these tests only choose what comes in which order.
 */
class QuotaLawsTest {

    /** Each event comes before any heartbeat later than itself; those between two heartbeats come in any order. */
    @Test
    void everyCrossingIsReportedExactlyOnceIfEventsComeInTime() {
        Seeds.check(1_200, random -> {
            RandomPods drawn = new RandomPods(random, DrivenQuota.ACCOUNT, 6);
            DrivenQuota quota = new DrivenQuota(limits(drawn, random), warnings(random), drawn.firstMs());
            TreeMap<Long, List<Told>> byHeartbeat = new TreeMap<>();
            List<Long> heartbeats = heartbeats(drawn, random);
            for (Told told : livesOf(drawn)) {
                long eventMs = told.observation().observedAt().toEpochMilli();
                long before = heartbeats.stream()
                        .filter(heartbeat -> heartbeat > eventMs || (heartbeat == eventMs && random.nextBoolean()))
                        .findFirst()
                        .orElseThrow();
                byHeartbeat
                        .computeIfAbsent(before, heartbeat -> new ArrayList<>())
                        .add(told);
            }
            for (long heartbeat : heartbeats) {
                List<Told> batch = byHeartbeat.getOrDefault(heartbeat, List.of());
                if (random.nextInt(3) == 0) {
                    Collections.shuffle(batch, Random.from(random));
                }
                batch.forEach(told -> quota.observeInTime(told));
                quota.heartbeat(heartbeat);
            }
            quota.checkAllWasSaid();
        });
    }

    @Test
    void lateEventsEndInTheStateThatBruteForceGives() {
        Seeds.check(1_200, random -> {
            RandomPods drawn = new RandomPods(random, DrivenQuota.ACCOUNT, 5);
            DrivenQuota quota = new DrivenQuota(limits(drawn, random), warnings(random), drawn.firstMs());
            List<Told> events = new ArrayList<>(livesOf(drawn));
            Collections.shuffle(events, Random.from(random));
            for (long heartbeat : heartbeats(drawn, random)) {
                while (!events.isEmpty() && random.nextInt(3) != 0) {
                    quota.observe(events.removeLast());
                }
                quota.heartbeat(heartbeat);
            }
            events.forEach(quota::observe);
            quota.heartbeat(quota.clockMs() + 1 + random.nextLong(drawn.windowMs()));
        });
    }

    /** Limits come, go and change between the events of a history that comes in time. */
    @Test
    void changedLimitsAreOverExactlyIfUsageIs() {
        Seeds.check(600, random -> {
            RandomPods drawn = new RandomPods(random, DrivenQuota.ACCOUNT, 5);
            List<Limit> limits = limits(drawn, random);
            DrivenQuota quota = new DrivenQuota(limits, warnings(random), drawn.firstMs());
            List<Told> events = new ArrayList<>(livesOf(drawn));
            events.sort(Comparator.comparing(told -> told.observation().observedAt()));
            for (long heartbeat : heartbeats(drawn, random)) {
                while (!events.isEmpty()
                        && events.getFirst().observation().observedAt().toEpochMilli() < heartbeat) {
                    quota.observeInTime(events.removeFirst());
                    if (random.nextInt(6) == 0) {
                        limits = changed(limits, drawn, random);
                        quota.relimit(limits);
                    }
                }
                quota.heartbeat(heartbeat);
            }
        });
    }

    private static List<Integer> warnings(RandomGenerator random) {
        return random.ints(random.nextInt(4), 1, 100)
                .boxed()
                .distinct()
                .sorted()
                .toList();
    }

    private static List<Limit> changed(List<Limit> limits, RandomPods drawn, RandomGenerator random) {
        List<Limit> changed = new ArrayList<>();
        for (Limit limit : limits) {
            switch (random.nextInt(4)) {
                case 0 -> {}
                case 1 -> changed.add(new Limit(limit.resource(), null, limit.window()));
                case 2 -> changed.add(limit);
                default ->
                    changed.add(new Limit(
                            limit.resource(), drawn.amount(limit.window().toMillis()), limit.window()));
            }
        }
        return changed.isEmpty() ? limits(drawn, random) : changed;
    }

    private static List<Limit> limits(RandomPods drawn, RandomGenerator random) {
        List<Limit> limits = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            long windowMs = drawn.windowMs();
            String resource = RandomPods.RESOURCES.get(random.nextInt(RandomPods.RESOURCES.size()));
            Limit limit = new Limit(new Resource(resource), drawn.amount(windowMs), Duration.ofMillis(windowMs));
            if (limits.stream().noneMatch(limit::hasSameSubjectAs)) {
                limits.add(limit);
            }
        }
        return limits;
    }

    /** Ascending, often at the very instants of events, the last one after everything. */
    private static List<Long> heartbeats(RandomPods drawn, RandomGenerator random) {
        List<Long> heartbeats = new ArrayList<>();
        for (int i = random.nextInt(12); i > 0; i--) {
            heartbeats.add(drawn.instant() + (random.nextInt(4) == 0 ? drawn.windowMs() : 0));
        }
        heartbeats.add(2 * drawn.lastMs() - drawn.firstMs() + drawn.windowMs());
        return heartbeats.stream().distinct().sorted().toList();
    }

    private static List<Told> livesOf(RandomPods drawn) {
        return drawn.pods().stream().flatMap(pod -> Told.lifeOf(pod).stream()).toList();
    }
}
