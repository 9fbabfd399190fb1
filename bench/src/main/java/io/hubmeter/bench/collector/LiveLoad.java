package io.hubmeter.bench.collector;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

/** Changes that are written while a collector follows: one pod after the other ends, or ends again a second later. */
final class LiveLoad {
    /** As many writers as the machine bears. */
    static final int UNLIMITED = 0;

    private static final Duration CATCH_UP = Duration.ofSeconds(60);

    private final PodWrites writes;
    private final AtomicLongArray endsSeconds;

    /**
     * What came of it.
     *
     * @param writesPerSecond changes that the API server stored each second
     * @param recordsPerSecond of them, how many were acknowledged by Kafka each second, the end of the queue included
     * @param mostQueued the most items that waited for Kafka
     * @param behindMs how long after the last write the last record was acknowledged
     */
    record Outcome(
            double writesPerSecond,
            double recordsPerSecond,
            double p50Ms,
            double p99Ms,
            double lagP50Ms,
            double lagP99Ms,
            double mostQueued,
            double behindMs) {}

    /** Changes of pods 0 to so many, which exist. */
    LiveLoad(PodWrites writes, int pods) {
        this.writes = writes;
        this.endsSeconds = new AtomicLongArray(pods);
    }

    /**
     * Writes and waits until all is acknowledged.
     *
     * @param perSecond how many changes, evenly; {@value #UNLIMITED} for as many as possible
     * @param seconds for how long
     */
    Outcome run(CollectorRun collector, int perSecond, int seconds) throws InterruptedException {
        Acknowledgements metrics = collector.metrics();
        int before = metrics.count(Acknowledgements.ACKNOWLEDGED);
        int lagBefore = metrics.count(Acknowledgements.LAG);
        AtomicInteger written = new AtomicInteger();
        AtomicInteger mostQueued = new AtomicInteger();
        long start = System.nanoTime();
        long end = start + Duration.ofSeconds(seconds).toNanos();
        writes.each(0, Integer.MAX_VALUE, end, number -> {
            if (perSecond != UNLIMITED) {
                waitUntil(start + number * 1_000_000_000L / perSecond);
            }
            end(number % endsSeconds.length());
            written.incrementAndGet();
            mostQueued.accumulateAndGet((int) collector.queued(), Math::max);
        });
        long writtenNs = System.nanoTime();
        collector.awaitAcknowledged(before + written.get(), CATCH_UP);
        long doneNs = System.nanoTime();
        return new Outcome(
                written.get() * 1e9 / (writtenNs - start),
                written.get() * 1e9 / (doneNs - start),
                millis(metrics.quantileNanos(Acknowledgements.ACKNOWLEDGED, before, 0.5)),
                millis(metrics.quantileNanos(Acknowledgements.ACKNOWLEDGED, before, 0.99)),
                millis(metrics.quantileNanos(Acknowledgements.LAG, lagBefore, 0.5)),
                millis(metrics.quantileNanos(Acknowledgements.LAG, lagBefore, 0.99)),
                mostQueued.get(),
                millis(doneNs - writtenNs));
    }

    /** Kubernetes dates ends by the second; the same one again would be no change. */
    private void end(int number) throws Exception {
        long now = Instant.now().getEpochSecond();
        long at = endsSeconds.updateAndGet(number, last -> Math.max(now, last + 1));
        writes.end(number, Instant.ofEpochSecond(at));
    }

    private static void waitUntil(long dueNs) {
        for (long left = dueNs - System.nanoTime(); left > 0; left = dueNs - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private static double millis(long nanos) {
        return nanos / 1e6;
    }
}
