package io.hubmeter.standalone.recovery;

import io.hubmeter.api.view.UsageView;
import io.hubmeter.collector.publish.Publisher;
import io.hubmeter.core.bruteforce.PodInterval;
import io.hubmeter.core.bruteforce.RateStep;
import io.hubmeter.core.metering.Told;
import io.hubmeter.standalone.FedPods;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Random lives of pods of a few accounts, told in rounds, each heard a day after the one before. */
final class Lives {
    static final List<String> ACCOUNTS = List.of("hub/bob", "hub/bobby", "hub/a/b", "hub/Ünïcødé 用户");
    private static final List<Duration> WINDOWS = List.of(Duration.ofHours(7), Duration.ofDays(1), Duration.ofDays(30));

    private final Random random;
    private final List<PodInterval> pods = new ArrayList<>();
    private Instant heardAt = Instant.parse("2026-06-01T12:00:00Z");

    Lives(long seed) {
        this.random = new Random(seed);
    }

    /** Until when everything was told. */
    Instant heardAt() {
        return heardAt;
    }

    /** Tells of further pods, shuffled and some of them twice, without waiting. */
    void tell(Publisher publisher, int podsOfEach) {
        heardAt = heardAt.plus(Duration.ofDays(1));
        List<Told> told = new ArrayList<>();
        for (String account : ACCOUNTS) {
            for (int i = 0; i < podsOfEach; i++) {
                PodInterval pod = pod(account);
                pods.add(pod);
                told.addAll(Told.lifeOf(pod));
                told.add(Told.lifeOf(pod).getFirst());
            }
        }
        Collections.shuffle(told, random);
        FedPods.tell(publisher, told, heardAt);
        publisher.flush();
    }

    private PodInterval pod(String account) {
        long startMs =
                heardAt.toEpochMilli() - 1 - random.nextLong(Duration.ofDays(6).toMillis());
        long endMs = random.nextInt(8) == 0
                ? PodInterval.OPEN
                : Math.min(
                        heardAt.toEpochMilli(),
                        startMs + random.nextLong(Duration.ofDays(2).toMillis()));
        Map<String, BigInteger> rates = Map.of(
                "cpu", BigInteger.valueOf(500_000L * (1 + random.nextInt(8))),
                "memory", BigInteger.valueOf(1_000_000L).shiftLeft(30 + random.nextInt(5)),
                "gpu", BigInteger.valueOf(1_000_000L * random.nextInt(3)));
        return new PodInterval(
                account, account + '#' + pods.size(), List.of(new RateStep(startMs, rates)), startMs, endMs);
    }

    /** Usage of every account in every window, at the newest heartbeat and two days before, is that of brute force. */
    void check(UsageView usage) {
        for (String account : ACCOUNTS) {
            FedPods.check(usage, account, pods, WINDOWS, heardAt);
            FedPods.check(usage, account, pods, WINDOWS, heardAt.minus(Duration.ofHours(49)));
        }
    }
}
