package io.hubmeter.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.core.bruteforce.PodInterval;
import io.hubmeter.core.bruteforce.RateStep;
import io.hubmeter.core.metering.Told;
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
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The meters are what brute force says: as they are written, after a restart, and restored from their changelog. */
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

    private static void checkAll(Standalone standalone, List<PodInterval> pods, Instant at) {
        for (String account : ACCOUNTS) {
            FedPods.check(standalone, account, pods, WINDOWS, at);
            FedPods.check(standalone, account, pods, WINDOWS.subList(0, 3), at.minus(Duration.ofHours(31)));
        }
    }
}
