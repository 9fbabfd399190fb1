package io.hubmeter.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubmeter.api.view.UsageUnavailable;
import io.hubmeter.core.bruteforce.PodInterval;
import io.hubmeter.core.bruteforce.RateStep;
import io.hubmeter.core.metering.Told;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.utils.Utils;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The changelog of the meters loses old records to compaction, and the meters restored from the rest are right in every window
 * that a policy may name. Compaction keeps of each key what was written last: that must be the newest reading, also where
 * events came late.
 */
class CompactionIT {
    private static final String CHANGELOG = "hubmeter-meters-changelog";
    private static final List<Duration> WINDOWS = List.of(Duration.ofDays(1), Duration.ofDays(7), Duration.ofDays(30));
    private static final BigInteger CORE = BigInteger.valueOf(1_000_000);
    /** Commits take offsets too, so these are more than those. */
    private static final int LEAST_REMOVED = 60;

    private static final int PIECE = 24;
    private static final String BUSY = "hub/busy";
    private static final String IDLE = "hub/idle";
    private static final String LATE = "hub/late";
    private static final String LATE_AND_OPEN = "hub/late-and-open";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    private final List<PodInterval> pods = new ArrayList<>();

    @Test
    void metersRestoredFromACompactedChangelogAreRightInEveryWindow() throws Exception {
        StandaloneConfig config = config();
        try (Standalone standalone = Standalone.start(config)) {
            FedPods.awaitRunning(standalone);
            // Markers of transactions carry the broker's clock, so no segment is old enough within the time of a test:
            // what is older than the lag is let go at once instead, and only that is written by then.
            letCompact(standalone, "0");
            List<Told> history = history();
            int recent = IntStream.range(0, history.size())
                    .filter(i -> history.get(i).observation().observedAt().isAfter(before(41)))
                    .findFirst()
                    .orElseThrow();
            feedInPieces(standalone, history.subList(0, recent));
            long[] counts = awaitCompaction(standalone);
            System.out.printf("changelog: %d records written, %d left%n", counts[1], counts[0]);
            letCompact(standalone, Long.toString(Duration.ofDays(40).toMillis()));
            feedInPieces(standalone, history.subList(recent, history.size()));
            FedPods.feed(standalone, List.of(), now);
            checkAll(standalone);
        }
        Utils.delete(folder.resolve("streams").toFile());
        try (Standalone restored = Standalone.start(config)) {
            FedPods.awaitHeard(restored, now);
            checkAll(restored);
        }
    }

    /**
     * Compaction goes by the broker's clock, windows by what was heard: after a long silence readings can be gone that a window
     * needs. Taken for a meter at zero, all that an account ever used would then count in the window.
     */
    @Test
    void usageIsRefusedWhereCompactionHasTakenTheReadingsThatTheWindowNeeds() throws Exception {
        StandaloneConfig config = config();
        try (Standalone standalone = Standalone.start(config)) {
            FedPods.awaitRunning(standalone);
            letCompact(standalone, "0");
            feedInPieces(standalone, history());
            FedPods.feed(standalone, List.of(), now);
            awaitCompaction(standalone);
            letCompact(standalone, Long.toString(Duration.ofDays(40).toMillis()));
            checkAll(standalone);
        }
        Utils.delete(folder.resolve("streams").toFile());
        try (Standalone restored = Standalone.start(config)) {
            FedPods.awaitHeard(restored, now);
            for (Duration window : WINDOWS) {
                assertThatThrownBy(() ->
                                FedPods.check(restored, BUSY, pods, List.of(window), now.minus(Duration.ofDays(20))))
                        .isInstanceOf(UsageUnavailable.class)
                        .hasMessageStartingWith("meter of " + BUSY + ": no reading before ");
            }
            for (String account : List.of(IDLE, LATE, LATE_AND_OPEN)) {
                FedPods.check(restored, account, pods, WINDOWS, now);
            }
        }
    }

    private StandaloneConfig config() {
        return new StandaloneConfig(
                folder,
                0,
                0,
                1,
                1,
                Duration.ofMillis(100),
                StandaloneConfig.in(folder).retention(),
                Map.of("log.cleaner.backoff.ms", "100", "log.cleaner.min.compaction.lag.ms", "0"));
    }

    /** Piece by piece, because a log is cut into segments between batches only. */
    private void feedInPieces(Standalone standalone, List<Told> history) throws InterruptedException {
        Instant heardAt = before(81);
        for (int from = 0; from < history.size(); from += PIECE) {
            List<Told> piece = history.subList(from, Math.min(history.size(), from + PIECE));
            Instant last = piece.stream()
                    .map(told -> told.observation().observedAt())
                    .max(Comparator.naturalOrder())
                    .orElseThrow();
            heardAt = last.isAfter(heardAt) ? last : heardAt.plusMillis(1);
            FedPods.feed(standalone, piece, heardAt);
        }
    }

    /** Eighty days; what is late comes in time to be accepted, and is now older than records that may be compacted. */
    private List<Told> history() {
        List<Told> told = new ArrayList<>();
        for (int day = 80; day >= 1; day--) {
            told.addAll(life(BUSY, day, before(day), Duration.ofHours(1 + day % 5)));
        }
        for (int day = 80; day >= 60; day--) {
            told.addAll(life(IDLE, day, before(day), Duration.ofHours(3)));
            told.addAll(life(LATE, day, before(day), Duration.ofHours(3)));
        }
        PodInterval open = new PodInterval(
                LATE_AND_OPEN,
                LATE_AND_OPEN + "#open",
                List.of(step(before(60))),
                before(60).toEpochMilli(),
                PodInterval.OPEN);
        pods.add(open);
        told.addAll(Told.lifeOf(open));
        told.sort(Comparator.comparing(one -> one.observation().observedAt()));
        // Told on the 58th day before now: four days late, and after newer readings of the same accounts.
        int when = IntStream.range(0, told.size())
                .filter(i -> told.get(i).observation().observedAt().isAfter(before(58)))
                .findFirst()
                .orElseThrow();
        told.addAll(when, life(LATE_AND_OPEN, 62, before(62), Duration.ofHours(5)));
        told.addAll(when, life(LATE, 1_000, before(64).plus(Duration.ofHours(1)), Duration.ofHours(7)));
        return told;
    }

    private List<Told> life(String account, int number, Instant from, Duration length) {
        PodInterval pod = new PodInterval(
                account,
                account + '#' + number,
                List.of(step(from)),
                from.toEpochMilli(),
                from.plus(length).toEpochMilli());
        pods.add(pod);
        return Told.lifeOf(pod);
    }

    private static RateStep step(Instant from) {
        return new RateStep(from.toEpochMilli(), Map.of("cpu", CORE, "memory", CORE.shiftLeft(32)));
    }

    private Instant before(int days) {
        return now.minus(Duration.ofDays(days));
    }

    private void checkAll(Standalone standalone) {
        for (String account : List.of(BUSY, IDLE, LATE, LATE_AND_OPEN)) {
            FedPods.check(standalone, account, pods, WINDOWS, now);
        }
    }

    private static void letCompact(Standalone standalone, String lagMs) throws Exception {
        List<AlterConfigOp> small = List.of(
                set("segment.bytes", "1048576"),
                set("segment.ms", "100"),
                set("min.compaction.lag.ms", lagMs),
                set("min.cleanable.dirty.ratio", "0.0"));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", standalone.bootstrapServers()))) {
            admin.incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.TOPIC, CHANGELOG), small))
                    .all()
                    .get();
        }
    }

    private static AlterConfigOp set(String name, String value) {
        return new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
    }

    /** Waits until compaction has removed records and removes no more; how many are left, and how many were written. */
    private static long[] awaitCompaction(Standalone standalone) {
        long[] last = new long[] {-1, -1};
        Awaitility.await("compaction of " + CHANGELOG)
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(500))
                .pollInSameThread()
                .untilAsserted(() -> {
                    long[] counts = count(standalone);
                    boolean settled = counts[0] == last[0];
                    last[0] = counts[0];
                    last[1] = counts[1];
                    assertThat(counts[0]).as("records left of %d", counts[1]).isLessThan(counts[1] - LEAST_REMOVED);
                    assertThat(settled).as("compaction has settled").isTrue();
                });
        return last;
    }

    private static long[] count(Standalone standalone) {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", standalone.bootstrapServers(), "isolation.level", "read_committed");
        TopicPartition partition = new TopicPartition(CHANGELOG, 0);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            long records = 0;
            while (consumer.position(partition) < end) {
                records += consumer.poll(Duration.ofMillis(200)).count();
            }
            return new long[] {records, end};
        }
    }
}
