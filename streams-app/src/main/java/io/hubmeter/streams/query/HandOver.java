package io.hubmeter.streams.query;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * The tries of one question while partitions change hands: a copy that becomes the one that is worked on cannot be read for some
 * tens of milliseconds, on a busy machine some hundreds, and after a graceful stop there may be no other. For one thread.
 */
final class HandOver {
    private static final int MOST_TRIES = 10;
    private static final long FIRST_WAIT_NS = 10_000_000;
    private static final long LONGEST_WAIT_NS = 160_000_000;

    private final boolean mayWait;
    private final long endNs;
    private int tries;

    /**
     * No try so far.
     *
     * @param mayWait whether to try again at all
     * @param deadline for all tries together
     */
    HandOver(boolean mayWait, Duration deadline) {
        this.mayWait = mayWait;
        this.endNs = System.nanoTime() + deadline.toNanos();
    }

    long endNs() {
        return endNs;
    }

    /** Waits before the next try, twice as long as before the last up to a bound; throws if this was it. */
    void waitOrThrow(StateUnavailable failure) {
        tries++;
        long waitNs = Math.min(LONGEST_WAIT_NS, FIRST_WAIT_NS << (tries - 1));
        if (!mayWait || tries == MOST_TRIES || System.nanoTime() + waitNs >= endNs) {
            throw failure;
        }
        LockSupport.parkNanos(waitNs);
    }
}
