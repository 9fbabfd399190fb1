package io.hubmeter.bench.platform;

import io.hubmeter.streams.StreamsApp;
import io.hubmeter.streams.query.StateUnavailable;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waiting for a stream processor, within a bound. */
public final class Await {
    private static final long POLL_MS = 20;

    private Await() {}

    /** Waits until a condition holds, which may read stores that are not there yet, while the processor is healthy. */
    public static void until(StreamsApp streams, String what, Duration bound, BooleanSupplier condition)
            throws InterruptedException {
        long deadline = System.nanoTime() + bound.toNanos();
        while (!holds(condition)) {
            if (streams.hasFailed()) {
                throw new IllegalStateException(what + ": the stream processor has stopped");
            }
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("%s: not within %s".formatted(what, bound));
            }
            Thread.sleep(POLL_MS);
        }
    }

    private static boolean holds(BooleanSupplier condition) {
        try {
            return condition.getAsBoolean();
        } catch (StateUnavailable e) {
            return false;
        }
    }
}
