package io.hubmeter.bench.faults.load;

import io.hubmeter.bench.faults.load.Tell.Kind;
import java.util.EnumMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What collectors wrote, and when they handed it over. Safe for use by many threads at once. */
public final class Sent {
    private final Map<Integer, NavigableMap<Long, Long>> sentMs = new TreeMap<>();
    private final Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
    /** How long the slowest record took that was handed over at an instant. */
    private final NavigableMap<Long, Long> tookMs = new TreeMap<>();

    private @Nullable Exception failure;
    private int acknowledged;

    synchronized void acknowledged(int partition, long offset, long atMs, Kind kind) {
        tookMs.merge(atMs, System.currentTimeMillis() - atMs, Math::max);
        counts.merge(kind, 1, Integer::sum);
        acknowledged++;
        if (offset >= 0) {
            sentMs.computeIfAbsent(partition, unknown -> new TreeMap<>()).put(offset, atMs);
        }
    }

    synchronized void failed(Exception exception) {
        failure = exception;
    }

    /**
     * When a record was handed over, milliseconds since 1970; no later than that if the broker did not tell which record it
     * acknowledged.
     */
    public synchronized long sentMs(int partition, long offset) {
        NavigableMap<Long, Long> sent = sentMs.get(partition);
        var entry = sent == null ? null : sent.floorEntry(offset);
        return entry == null ? 0 : entry.getValue();
    }

    /** Records that were acknowledged. */
    public synchronized int acknowledgedRecords() {
        return acknowledged;
    }

    /** The longest time until a record was acknowledged that was handed over between two instants; 0 if there was none. */
    public synchronized long slowestMs(long fromMs, long toMs) {
        return tookMs.subMap(fromMs, toMs).values().stream()
                .mapToLong(took -> took)
                .max()
                .orElse(0);
    }

    /** Records of a kind that were acknowledged. */
    private int count(Kind kind) {
        return counts.getOrDefault(kind, 0);
    }

    /** Changes of pods that were told, the first time or again. */
    public synchronized int changes() {
        return count(Kind.CHANGE) + count(Kind.LATE) + count(Kind.DUPLICATE) + count(Kind.LISTED);
    }

    /** Changes that were told before. */
    public synchronized int duplicates() {
        return count(Kind.DUPLICATE);
    }

    /** Changes that were told after a heartbeat, or another change, that is newer. */
    public synchronized int late() {
        return count(Kind.LATE);
    }

    /** Pods in lists. */
    public synchronized int listed() {
        return count(Kind.LISTED);
    }

    /** What could not be written at all; null if everything was. */
    public synchronized @Nullable Exception failure() {
        return failure;
    }
}
