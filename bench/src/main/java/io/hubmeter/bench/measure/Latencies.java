package io.hubmeter.bench.measure;

import java.util.Arrays;

/** How long each of many things took. Every one is kept, so quantiles are exact. Safe for use by many threads. */
public final class Latencies {
    private static final int MOST = 1 << 22;
    private static final double MILLI = 1e6;

    private long[] nanos = new long[1_024];
    private int size;

    /**
     * Adds one.
     *
     * @throws IllegalStateException if there are four million
     */
    public synchronized void add(long tookNanos) {
        if (size == MOST) {
            throw new IllegalStateException("latencies: found one more, expected %d at the most".formatted(MOST));
        }
        if (size == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * size);
        }
        nanos[size++] = tookNanos;
    }

    /** How many there are. */
    public synchronized int size() {
        return size;
    }

    /**
     * The least one that a share of them does not exceed, in milliseconds; at 1 the greatest.
     *
     * @param share more than 0, at most 1
     * @throws IllegalStateException if there is none
     */
    public synchronized double millis(double share) {
        if (size == 0) {
            throw new IllegalStateException("latencies: found none, expected at least one");
        }
        Arrays.sort(nanos, 0, size);
        return nanos[(int) Math.ceil(share * size) - 1] / MILLI;
    }

    /** Prints {@code name-p50}, {@code -p99}, {@code -p999} and {@code -max}, in milliseconds, for {@link Samples}. */
    public void print(String name) {
        Samples.print(name + "-p50", millis(0.5));
        Samples.print(name + "-p99", millis(0.99));
        Samples.print(name + "-p999", millis(0.999));
        Samples.print(name + "-max", millis(1));
    }
}
