package io.hubmeter.streams.query;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.apache.kafka.streams.state.HostInfo;

/** Instances that did not answer in time just now. Safe for use by many threads. */
final class LateInstances {
    /** More instances than a group has; further ones are not remembered. */
    private static final int MOST = 1_000;

    private final long forNs;
    private final LongSupplier nanoTime;
    private final Map<HostInfo, Long> lateAtNs = new ConcurrentHashMap<>();

    LateInstances(Duration avoidFor, LongSupplier nanoTime) {
        this.forNs = avoidFor.toNanos();
        this.nanoTime = nanoTime;
    }

    void late(HostInfo instance) {
        long nowNs = nanoTime.getAsLong();
        if (lateAtNs.size() >= MOST) {
            lateAtNs.values().removeIf(atNs -> nowNs - atNs >= forNs);
        }
        if (lateAtNs.size() < MOST) {
            lateAtNs.put(instance, nowNs);
        }
    }

    void answered(HostInfo instance) {
        lateAtNs.remove(instance);
    }

    boolean isLate(HostInfo instance) {
        Long atNs = lateAtNs.get(instance);
        return atNs != null && nanoTime.getAsLong() - atNs < forNs;
    }
}
