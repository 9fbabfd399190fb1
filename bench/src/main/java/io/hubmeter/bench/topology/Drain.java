package io.hubmeter.bench.topology;

import io.hubmeter.bench.measure.CpuTime;
import io.hubmeter.bench.platform.Await;
import io.hubmeter.bench.platform.BenchPlatform;
import io.hubmeter.core.decision.Request;
import io.hubmeter.core.policy.Entitlement;
import io.hubmeter.schemas.Topics;
import io.hubmeter.streams.StreamsApp;
import io.hubmeter.streams.query.UsageQueries;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/**
 * How fast a stream processor that knows nothing yet works off a filled topic.
 *
 * <p>The clock runs from the first events that are seen to be processed to the last, and only the events between count: the
 * time heard in each partition tells how many of its events are done. Starting and joining the group are left out.
 */
public final class Drain {
    private static final Duration READY_BOUND = Duration.ofMinutes(2);
    private static final Duration DRAIN_BOUND = Duration.ofMinutes(15);

    private final FilledTopic filled;
    private final UsageQueries queries;
    private final String applicationId;
    private long firstNanos;
    private long firstCpuNanos;
    private long firstThreadNanos;
    private int firstCount;

    private Drain(FilledTopic filled, UsageQueries queries, String applicationId) {
        this.applicationId = applicationId;
        this.filled = filled;
        this.queries = queries;
    }

    /** A look at what the stream processor takes up. */
    public interface Look {
        /** Looks. */
        void look() throws IOException;
    }

    /**
     * How fast it was.
     *
     * @param perSecond events per second
     * @param threadMicros processor time of the stream threads, for each event
     * @param processMicros processor time of the process for each event, broker and registry included
     */
    public record Pace(double perSecond, double threadMicros, double processMicros) {}

    /**
     * Works it off.
     *
     * @param applicationId one that was never used on this platform
     * @throws IllegalStateException if it fails, rejects something, or works without the policy
     */
    public static Pace run(BenchPlatform platform, FilledTopic filled, String applicationId)
            throws InterruptedException, IOException {
        return run(platform, filled, applicationId, () -> {});
    }

    /**
     * The same.
     *
     * @param whileItRuns what to look at once everything is worked off, before the stream processor ends
     */
    public static Pace run(BenchPlatform platform, FilledTopic filled, String applicationId, Look whileItRuns)
            throws InterruptedException, IOException {
        try (StreamsApp streams = platform.streams(applicationId)) {
            Drain drain = new Drain(filled, streams.queries(), applicationId);
            Await.until(streams, "first events", READY_BOUND, drain::hasBegun);
            Await.until(streams, "all events", DRAIN_BOUND, () -> drain.processed() == filled.size());
            long nanos = System.nanoTime() - drain.firstNanos;
            long cpuNanos = CpuTime.ofProcess() - drain.firstCpuNanos;
            long threadNanos = CpuTime.ofThreads(applicationId) - drain.firstThreadNanos;
            if (!streams.queries().isInForce(filled.policy().hash())) {
                throw new IllegalStateException("policy: found another one in force, expected "
                        + filled.policy().hash());
            }
            checkNothingRejected(platform);
            whileItRuns.look();
            double events = filled.size() - drain.firstCount;
            return new Pace(events * 1e9 / nanos, threadNanos / 1e3 / events, cpuNanos / 1e3 / events);
        }
    }

    private boolean hasBegun() {
        firstCount = processed();
        firstNanos = System.nanoTime();
        firstCpuNanos = CpuTime.ofProcess();
        firstThreadNanos = CpuTime.ofThreads(applicationId);
        return firstCount > 0;
    }

    private int processed() {
        int processed = 0;
        for (int partition = 0; partition < filled.partitions(); partition++) {
            Instant heardAt = queries.assess(
                            filled.probe(partition),
                            Entitlement.NONE,
                            Request.OF_UNKNOWN_SIZE,
                            Duration.ZERO,
                            PodWorkload.from())
                    .heardAt();
            processed += heardAt == null ? 0 : filled.processed(partition, heardAt);
        }
        return processed;
    }

    private static void checkNothingRejected(BenchPlatform platform) throws InterruptedException {
        try (Admin admin = platform.admin()) {
            boolean isEmpty = admin
                    .listOffsets(IntStream.range(0, platform.partitions())
                            .boxed()
                            .collect(Collectors.toMap(
                                    partition -> new TopicPartition(Topics.REJECTS.name(), partition),
                                    partition -> OffsetSpec.latest())))
                    .all()
                    .get()
                    .values()
                    .stream()
                    .allMatch(offset -> offset.offset() == 0);
            if (!isEmpty) {
                throw new IllegalStateException("rejects: found some, expected none");
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("rejects: cannot be counted: " + e.getMessage(), e);
        }
    }
}
