package io.hubmeter.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.core.bruteforce.BruteForce;
import io.hubmeter.core.bruteforce.PodInterval;
import io.hubmeter.core.bruteforce.RandomPods;
import io.hubmeter.core.bruteforce.RateStep;
import io.hubmeter.core.decision.PastDecision;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.HeldServer;
import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.metering.Told;
import io.hubmeter.core.quota.Limit;
import io.hubmeter.core.stop.Stop;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Meters and servers are what brute force says, and what happened is remembered: as it is written, after a restart, and restored
 * from changelogs.
 */
class RestoreIT {
    private static final long SEED = Long.getLong("hubmeter.seed", 20_261_122L);
    private static final List<String> ACCOUNTS =
            List.of("hub/bob", "hub/bobby", "hub/a/b", "hub/Ünïcødé 用户", "hub/" + "x".repeat(200));
    private static final List<Duration> WINDOWS =
            List.of(Duration.ofHours(7), Duration.ofDays(1), Duration.ofDays(7), Duration.ofDays(30));

    /** The pods are of a fixed June: compaction, which goes by the broker's clock, may take all that is months old (ADR 0019). */
    private static final Map<String, String> NO_COMPACTION = Map.of("log.cleaner.enable", "false");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void usageIsThatOfBruteForceBeforeAndAfterARestartAndARestoration() throws Exception {
        Random random = new Random(SEED);
        Instant end = Instant.parse("2026-06-30T12:00:00Z");
        List<PodInterval> pods = new ArrayList<>();
        List<Told> told = new ArrayList<>();
        for (String account : ACCOUNTS) {
            for (int i = 0; i < 40; i++) {
                PodInterval pod = pod(account, account + '#' + i, end, random);
                pods.add(pod);
                told.addAll(Told.lifeOf(pod));
                told.add(Told.lifeOf(pod).getFirst());
            }
        }
        Collections.shuffle(told, random);
        StandaloneConfig config = StandaloneConfig.in(folder).withBroker(NO_COMPACTION);
        try (Standalone standalone = Standalone.start(config)) {
            FedPods.feed(standalone, told, end);
            tellWhatHappened(standalone, end);
            checkAll(standalone, pods, end);
        }
        try (Standalone restarted = Standalone.start(config)) {
            FedPods.awaitHeard(restarted, end);
            checkAll(restarted, pods, end);
        }
        wipe();
        try (Standalone restored = Standalone.start(config)) {
            FedPods.awaitHeard(restored, end);
            checkAll(restored, pods, end);
            // What was fed once more is known to the restored stores, so nothing is counted twice.
            FedPods.feed(restored, told, end.plusSeconds(1));
            checkAll(restored, pods, end.plusSeconds(1));
        }
    }

    private void wipe() throws IOException {
        Path state = folder.resolve("streams");
        assertThat(state).isDirectory();
        Utils.delete(state.toFile());
        assertThat(state).doesNotExist();
    }

    private static PodInterval pod(String account, String uid, Instant end, Random random) {
        long dayMs = Duration.ofDays(1).toMillis();
        long startMs = end.toEpochMilli() - random.nextLong(36 * dayMs);
        long endMs = random.nextInt(8) == 0
                ? PodInterval.OPEN
                : Math.min(end.toEpochMilli(), startMs + random.nextLong(2 * dayMs));
        List<RateStep> steps = new ArrayList<>(List.of(new RateStep(startMs, rates(random))));
        if (random.nextInt(3) == 0) {
            long lastMs = Math.min(endMs, end.toEpochMilli());
            steps.add(new RateStep(startMs + random.nextLong(lastMs - startMs + 1), rates(random)));
        }
        return new PodInterval(account, uid, steps, startMs, endMs);
    }

    private static Map<String, BigInteger> rates(Random random) {
        return Map.of(
                "cpu", BigInteger.valueOf(500_000L * (1 + random.nextInt(8))),
                "memory", BigInteger.valueOf(1_000_000L).shiftLeft(30 + random.nextInt(5)),
                "gpu", BigInteger.valueOf(1_000_000L * random.nextInt(3)));
    }

    /** A few more than are remembered, the newest not last. */
    private static void tellWhatHappened(Standalone standalone, Instant end) throws InterruptedException {
        try (PastTopics topics = PastTopics.connect(standalone)) {
            for (String account : ACCOUNTS) {
                for (int i : order()) {
                    topics.stop(stop(account, i, end));
                    topics.decision(decision(account, i, end));
                }
            }
        }
        standalone.await(
                "stops and decisions",
                Duration.ofMinutes(1),
                () -> ACCOUNTS.stream()
                        .allMatch(account -> standalone
                                        .streams()
                                        .queries()
                                        .stops(AccountId.parse(account))
                                        .equals(newest(i -> stop(account, i, end)))
                                && standalone
                                        .streams()
                                        .queries()
                                        .decisions(AccountId.parse(account))
                                        .equals(newest(i -> decision(account, i, end)))));
    }

    private static List<Integer> order() {
        List<Integer> order = new ArrayList<>(IntStream.range(0, 23).boxed().toList());
        order.addAll(List.of(22, 3, 21));
        Collections.rotate(order, 7);
        return order;
    }

    private static <T> List<T> newest(IntFunction<T> of) {
        return IntStream.iterate(22, i -> i - 1).limit(20).mapToObj(of).toList();
    }

    private static Stop stop(String account, int i, Instant end) {
        Instant at = end.minusSeconds(100 - i);
        Limit limit = new Limit(Resource.GPU, BigInteger.TEN, Duration.ofDays(1));
        return new Stop(
                AccountId.parse(account),
                "hub",
                "",
                null,
                "uid",
                "ns",
                "pod",
                Stop.Outcome.STOPPED,
                limit,
                "default",
                at,
                at,
                at,
                "r" + i,
                "h",
                "c");
    }

    private static PastDecision decision(String account, int i, Instant end) {
        return new PastDecision(
                AccountId.parse(account),
                "d" + i,
                end.minusSeconds(100 - i),
                "hub",
                "",
                Quantities.of(Resource.CPU, BigInteger.TEN),
                PastDecision.Outcome.DENY,
                false,
                "No.",
                List.of("gpu:used-up"),
                null,
                "h");
    }

    /** Each pod that held something in the time is told, with exactly what it used. */
    private static void checkServers(
            Standalone standalone, String account, List<PodInterval> pods, Instant from, Instant to) {
        Map<String, Map<String, BigInteger>> expected = new TreeMap<>();
        for (PodInterval pod : pods) {
            boolean held = pod.account().equals(account)
                    && Math.max(pod.startMs(), from.toEpochMilli()) < Math.min(pod.endMs(), to.toEpochMilli());
            if (held) {
                Map<String, BigInteger> used = expected.computeIfAbsent(pod.uid(), uid -> new TreeMap<>());
                BruteForce bruteForce = new BruteForce(List.of(pod), account);
                RandomPods.RESOURCES.forEach(resource ->
                        used.put(resource, bruteForce.used(resource, from.toEpochMilli(), to.toEpochMilli())));
            }
        }
        Map<String, Map<String, BigInteger>> found = new TreeMap<>();
        for (HeldServer server : standalone.streams().queries().servers(AccountId.parse(account), from, to, 1_000)) {
            Map<String, BigInteger> used = found.computeIfAbsent(server.uid(), uid -> new TreeMap<>());
            RandomPods.RESOURCES.forEach(
                    resource -> used.put(resource, server.used().get(new Resource(resource))));
        }
        assertThat(found).as("servers of '%s' from %s to %s", account, from, to).isEqualTo(expected);
    }

    private static void checkAll(Standalone standalone, List<PodInterval> pods, Instant at) {
        for (String account : ACCOUNTS) {
            FedPods.check(standalone, account, pods, WINDOWS, at);
            checkServers(standalone, account, pods, at.minus(Duration.ofDays(30)), at);
            checkServers(standalone, account, pods, at.minus(Duration.ofDays(3)), at.minusMillis(86_400_001));
            assertThat(standalone.streams().queries().stops(AccountId.parse(account)))
                    .extracting(Stop::reason)
                    .containsExactlyElementsOf(newest(i -> "r" + i));
            assertThat(standalone.streams().queries().decisions(AccountId.parse(account)))
                    .extracting(PastDecision::id)
                    .containsExactlyElementsOf(newest(i -> "d" + i));
            FedPods.check(standalone, account, pods, WINDOWS.subList(0, 3), at.minus(Duration.ofHours(31)));
        }
    }
}
