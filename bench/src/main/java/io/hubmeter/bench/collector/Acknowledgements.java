package io.hubmeter.bench.collector;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.cumulative.CumulativeTimer;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.distribution.pause.PauseDetector;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Metrics of a collector, of whose timers every single duration is kept, and when it ended. Thread-safe. */
final class Acknowledgements extends SimpleMeterRegistry {
    /** From the arrival of an event to the acknowledgement of its record. */
    static final String ACKNOWLEDGED = "hubmeter.collector.acknowledged";
    /** From the instant that Kubernetes gives to the acknowledgement. */
    static final String LAG = "hubmeter.collector.lag";

    private final Map<String, Kept> timers = new HashMap<>();

    /** How many of a kind there were so far. */
    int count(String name) {
        return kept(name).count();
    }

    /** The nanoseconds that one in two, or 99 in 100, did not exceed, leaving aside the first so many. */
    long quantileNanos(String name, int leaveAside, double share) {
        long[] sorted = kept(name).since(leaveAside);
        Arrays.sort(sorted);
        return sorted[(int) Math.ceil(share * sorted.length) - 1];
    }

    /** From the arrival of the first event that was written to the newest acknowledgement, in nanoseconds. */
    long wholeNanos() {
        return kept(ACKNOWLEDGED).whole();
    }

    @Override
    protected Timer newTimer(Meter.Id id, DistributionStatisticConfig distribution, PauseDetector pauses) {
        Kept kept = kept(id.getName());
        return new CumulativeTimer(id, Clock.SYSTEM, distribution, pauses, getBaseTimeUnit(), false) {
            @Override
            protected void recordNonNegative(long amount, TimeUnit unit) {
                super.recordNonNegative(amount, unit);
                kept.add(unit.toNanos(amount));
            }
        };
    }

    private Kept kept(String name) {
        synchronized (timers) {
            return timers.computeIfAbsent(name, unknown -> new Kept());
        }
    }

    private static final class Kept {
        private long[] nanos = new long[1 << 14];
        private int count;
        private long begunNs = Long.MAX_VALUE;
        private long endedNs;

        synchronized void add(long duration) {
            if (count == nanos.length) {
                nanos = Arrays.copyOf(nanos, 2 * count);
            }
            endedNs = System.nanoTime();
            begunNs = Math.min(begunNs, endedNs - duration);
            nanos[count++] = duration;
        }

        synchronized int count() {
            return count;
        }

        synchronized long[] since(int leaveAside) {
            return Arrays.copyOfRange(nanos, leaveAside, count);
        }

        synchronized long whole() {
            return endedNs - begunNs;
        }
    }
}
