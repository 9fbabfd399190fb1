package io.hubmeter.streams.topology;

import io.hubmeter.core.bruteforce.PodInterval;
import io.hubmeter.core.bruteforce.RateStep;
import io.hubmeter.core.metering.Told;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Some days of a few accounts, with pods that often begin and end at full hours, news that comes hours late and in any order, and
 * groups that change; and the heartbeats between them.
 */
final class BusyDays {
    static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    static final List<String> ACCOUNTS = List.of("hub/ana", "hub/ana-maria", "hub/a/b");
    static final List<String> GROUPS = List.of("regular", "power", "dev");
    private static final long HOUR_MS = 3_600_000;
    private static final int DAYS = 5;

    private final RandomGenerator random;
    private final List<PodInterval> pods = new ArrayList<>();
    private final List<Grouping> groupings = new ArrayList<>();

    /** The groups of an account from an instant on. */
    record Grouping(String account, Instant from, List<String> groups) {}

    /** Something that is fed at some time. */
    record Happening(Instant at, Runnable feed) {}

    BusyDays(RandomGenerator random) {
        this.random = random;
        for (String account : ACCOUNTS) {
            int count = random.nextInt(5);
            for (int i = 0; i < count; i++) {
                pods.add(pod(account, account + '#' + i));
            }
            int changes = random.nextInt(4);
            for (int i = 0; i < changes; i++) {
                List<String> groups = new ArrayList<>(GROUPS);
                groups.removeIf(group -> random.nextBoolean());
                groupings.add(new Grouping(account, START.plusMillis(instantMs()), List.copyOf(groups)));
            }
        }
    }

    private long instantMs() {
        long ms = random.nextLong(DAYS * 24 * HOUR_MS);
        return random.nextInt(3) == 0 ? ms / HOUR_MS * HOUR_MS : ms;
    }

    private PodInterval pod(String account, String uid) {
        long startMs = START.toEpochMilli() + instantMs();
        long lengthMs = random.nextInt(3) == 0 ? random.nextLong(1, 5) * HOUR_MS : random.nextLong(1, 40 * HOUR_MS);
        List<RateStep> steps = new ArrayList<>();
        steps.add(new RateStep(startMs, rates()));
        if (random.nextInt(3) == 0) {
            steps.add(new RateStep(startMs + lengthMs / 2 + 1, rates()));
        }
        return new PodInterval(account, uid, steps, startMs, startMs + lengthMs + 2);
    }

    private Map<String, BigInteger> rates() {
        Map<String, BigInteger> rates = new TreeMap<>();
        rates.put("cpu", BigInteger.valueOf(random.nextLong(1, 8_000_001)));
        if (random.nextBoolean()) {
            rates.put(
                    "memory", BigInteger.valueOf(random.nextLong(1, 1L << 40)).multiply(BigInteger.valueOf(1_000_000)));
        }
        return rates;
    }

    List<PodInterval> pods() {
        return pods;
    }

    List<Grouping> groupings() {
        return groupings;
    }

    /** By when everything has ended. */
    Instant end() {
        return START.plus(Duration.ofDays(DAYS + 3));
    }

    /** Feeds all of it, calling back after each heartbeat. */
    void feed(DrivenTopology topology, java.util.function.Consumer<Instant> heard) {
        List<Happening> happenings = new ArrayList<>();
        for (PodInterval pod : pods) {
            for (Told told : Told.lifeOf(pod)) {
                Instant late = told.observation().observedAt().plus(delay());
                happenings.add(new Happening(
                        late,
                        () -> topology.pod(pod.account(), PodRecords.of(Scenario.SOURCE, pod.account(), told), late)));
            }
        }
        for (Grouping grouping : groupings) {
            happenings.add(new Happening(
                    grouping.from(), () -> topology.account(grouping.account(), grouping.groups(), grouping.from())));
        }
        for (Instant at = START; at.isBefore(end()); at = at.plusMillis(random.nextLong(1, 5 * HOUR_MS))) {
            heartbeat(topology, heard, happenings, at);
        }
        heartbeat(topology, heard, happenings, end());
        Collections.shuffle(happenings, java.util.Random.from(random));
        happenings.sort(Comparator.comparing(Happening::at));
        happenings.forEach(happening -> happening.feed().run());
    }

    private static void heartbeat(
            DrivenTopology topology,
            java.util.function.Consumer<Instant> heard,
            List<Happening> happenings,
            Instant at) {
        happenings.add(new Happening(at, () -> {
            topology.pod("", PodRecords.heartbeat(Scenario.SOURCE, List.of("hub"), at));
            heard.accept(at);
        }));
    }

    /** Mostly a moment, at times half a day. */
    private Duration delay() {
        return Duration.ofMillis(random.nextInt(4) == 0 ? random.nextLong(12 * HOUR_MS) : random.nextLong(2_000));
    }

    /** The groups of an account just before an instant: those known last, or else those known first. */
    List<String> groupsBefore(String account, Instant until) {
        List<Grouping> own = groupings.stream()
                .filter(grouping -> grouping.account().equals(account))
                .sorted(Comparator.comparing(Grouping::from))
                .toList();
        List<String> groups = own.isEmpty() ? List.of() : own.getFirst().groups();
        for (Grouping grouping : own) {
            if (grouping.from().isBefore(until)) {
                groups = grouping.groups();
            }
        }
        return groups.stream().sorted().toList();
    }
}
