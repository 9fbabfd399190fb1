package io.hubmeter.streams.metrics;

import java.time.Duration;

/**
 * One partition of one store that is being restored.
 *
 * @param store the store
 * @param partition of its changelog
 * @param records how many there were to read when it began, markers of transactions included
 * @param read how many of them were read
 * @param beganNs when it began, by {@link System#nanoTime()}
 * @param saidNs when that was last logged
 */
record Restoring(String store, int partition, long records, long read, long beganNs, long saidNs) {
    Restoring plus(long more) {
        return new Restoring(store, partition, records, read + more, beganNs, saidNs);
    }

    Restoring said(long nowNs) {
        return new Restoring(store, partition, records, read, beganNs, nowNs);
    }

    /** An upper bound: markers are counted and never read. */
    long left() {
        return Math.max(0, records - read);
    }

    /** Records a second since it began. */
    long rate(long nowNs) {
        long tookMs = Math.max(1, Duration.ofNanos(nowNs - beganNs).toMillis());
        return read * 1_000 / tookMs;
    }
}
