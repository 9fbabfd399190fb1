package io.hubmeter.bench.measure;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * When each of many things is to be done, evenly, whatever came of those before: what is done late is late from here on, and does
 * not put off what follows.
 *
 * @param startNanos when the first is due, by {@link System#nanoTime()}
 * @param perSecond how many a second; 1 or more
 * @param count how many in all; 0 or more
 */
public record Schedule(long startNanos, int perSecond, int count) {
    private static final long SECOND_NANOS = 1_000_000_000L;

    /** Checks both numbers. */
    public Schedule {
        if (perSecond < 1 || count < 0) {
            throw new IllegalArgumentException(
                    "schedule: found %d a second and %d in all, expected at least 1 and 0".formatted(perSecond, count));
        }
    }

    /** One of a length, rounded down to whole things. */
    public static Schedule from(long startNanos, int perSecond, Duration length) {
        return new Schedule(startNanos, perSecond, Math.toIntExact(perSecond * length.toMillis() / 1_000));
    }

    /** When one of them is due, the first being 0. */
    public long dueNanos(int index) {
        return startNanos + index * SECOND_NANOS / perSecond;
    }

    /** When one more than all of them would be due. */
    public long endNanos() {
        return dueNanos(count);
    }

    /** Waits until one is due, not at all if it is late; returns when it was due. */
    public long await(int index) {
        long due = dueNanos(index);
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
        return due;
    }
}
