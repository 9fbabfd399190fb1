package io.hubmeter.collector.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.collector.publish.PublishFailed;
import io.hubmeter.collector.publish.RecordedTopics;
import io.hubmeter.collector.source.FakeTicker;
import io.hubmeter.core.metering.PodHistory;
import io.hubmeter.core.metering.Resource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** For any life of a cluster, and whatever cuts in between: what is written comes to what became of its pods. */
class PodWatchProperties {
    private static final int HISTORIES = 1_000;
    private static final int CALM_HISTORIES = 200;
    private static final int STEPS = 60;
    private static final long MICROS = 1_000_000;

    @Test
    void theRecordsComeToWhatBecameOfThePods() throws Exception {
        check(HISTORIES, false);
    }

    /** Then even what was only seen is exact. */
    @Test
    void withoutTroubleEveryInstantIsExact() throws Exception {
        check(CALM_HISTORIES, true);
    }

    private static void check(int histories, boolean calm) throws Exception {
        long first = Long.getLong("hubmeter.seed", System.nanoTime());
        for (long seed = first; seed < first + histories; seed++) {
            try {
                checkOne(new Random(seed), calm);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed %d: run it again with -Dhubmeter.seed=%d".formatted(seed, seed), e);
            }
        }
    }

    private static void checkOne(Random random, boolean calm) throws Exception {
        PlayedCluster cluster = new PlayedCluster(random, STEPS, calm);
        RecordedTopics topics = new RecordedTopics();
        int runs = calm ? 0 : random.nextInt(4);
        for (int run = 0; run < runs; run++) {
            topics.loseAfter(random.nextInt(150));
            boolean isOver = run(cluster, topics, 1 + random.nextInt(20));
            topics.recover();
            if (isOver) {
                break;
            }
            cluster.alone(random.nextInt(8));
        }
        assertThat(run(cluster, topics, 1 + random.nextInt(20))).isTrue();

        WrittenLaws.check(topics.entries(), topics.mayBeTorn());
        Folded folded = Folded.of(topics.entries());
        cluster.truths.forEach((uid, truth) -> compare(cluster, folded, uid, truth, calm));
    }

    /** Runs until all that happened was told; false if Kafka took no more. */
    private static boolean run(PlayedCluster cluster, RecordedTopics topics, int capacity) throws Exception {
        KubernetesSourceConfig config = Collecting.config(FakePod.NAMESPACE, capacity, Duration.ofSeconds(90));
        SourceMetrics metrics = new SourceMetrics(new SimpleMeterRegistry(), config.name(), cluster::now);
        FakeTicker ticker = new FakeTicker();
        Hearing hearing = new Hearing(cluster::now, ticker);
        BlockingQueue<Item> queue = new ArrayBlockingQueue<>(capacity);
        PodWatch watch = new PodWatch(
                config.name(),
                cluster,
                refusal -> String.valueOf(refusal.getMessage()),
                new PodChanges(config.name(), config.hubs(), config.rules(), null, metrics),
                Collecting.offsets(topics),
                queue,
                hearing,
                metrics,
                cluster::now,
                ticker);
        AtomicBoolean writerHasEnded = new AtomicBoolean();
        Thread watching = Thread.ofVirtual().start(() -> {
            watch.runToTheEnd();
            try {
                while (!writerHasEnded.get()
                        && !queue.offer(new Item.Failed(new Finished()), 10, TimeUnit.MILLISECONDS)) {
                    Thread.onSpinWait();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        try (var publisher = topics.publisher()) {
            new PodWriter(often(config), queue, hearing, publisher, metrics, cluster::now).run();
            throw new AssertionError("the writer has returned");
        } catch (Finished e) {
            return true;
        } catch (PublishFailed e) {
            return false;
        } finally {
            writerHasEnded.set(true);
            watching.interrupt();
            watching.join();
        }
    }

    private static KubernetesSourceConfig often(KubernetesSourceConfig config) {
        return new KubernetesSourceConfig(
                config.cluster(),
                config.namespace(),
                config.hubs(),
                null,
                null,
                config.selector(),
                false,
                config.rules(),
                config.pageSize(),
                config.queue(),
                Duration.ofNanos(50_000),
                config.pingEvery(),
                config.silence());
    }

    private static final class Finished extends Exception {
        private static final long serialVersionUID = 1L;
    }

    private static void compare(
            PlayedCluster cluster, Folded folded, String uid, PlayedCluster.Truth truth, boolean calm) {
        boolean mayBeUnseen = truth.goneVersion <= cluster.lastListed();
        boolean isKnown = folded.histories.values().stream().anyMatch(pods -> pods.containsKey(uid));
        if (mayBeUnseen && !isKnown) {
            return;
        }
        PodHistory history = folded.only(uid);
        assertThat(folded.histories.getOrDefault("realm/" + truth.user, Map.of()))
                .as("pods of %s", truth.user)
                .containsKey(uid);
        if (mayBeUnseen && (history.scheduledAt() == null || history.isEstimated())) {
            if (history.endedAt() != null && history.isEstimated()) {
                // No heartbeat claimed that it was still there when it was gone.
                assertThat(history.endedAt())
                        .as("estimated end of %s", uid)
                        .isBetween(
                                Objects.requireNonNull(history.scheduledAt()),
                                later(history.seenAt(), Objects.requireNonNull(truth.goneAt)));
            }
            return;
        }
        assertThat(history.scheduledAt()).as("start of %s", uid).isEqualTo(truth.scheduledAt);
        if (truth.finishedAt != null) {
            assertThat(history.endedAt()).as("end of %s", uid).isEqualTo(truth.finishedAt);
        } else if (truth.goneAt == null) {
            assertThat(history.endedAt()).as("end of %s", uid).isNull();
        } else if (calm) {
            assertThat(history.endedAt()).as("end of %s", uid).isEqualTo(truth.goneAt);
        } else {
            assertThat(history.endedAt()).as("end of %s", uid).isBetween(truth.goneAt, cluster.now());
        }
        assertThat(history.spans().getLast().rates().get(Resource.CPU))
                .as("cores of %s", uid)
                .isEqualTo(BigInteger.valueOf(Long.parseLong(truth.cpu) * MICROS));
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }
}
