package io.hubmeter.collector.kubernetes;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Whether this process has run all the time. Somebody looks every quarter of a second; a look that comes much later shows that the
 * process was stopped, or its machine was. Not thread-safe.
 */
final class Pulse {
    static final Duration EVERY = Duration.ofMillis(250);
    /** Longer than a busy machine keeps a thread waiting. */
    static final Duration STOPPED = Duration.ofSeconds(2);

    private final LongSupplier nanos;
    private long lookedNs;

    /** One that looks at a clock which no correction touches. */
    Pulse(LongSupplier nanos) {
        this.nanos = nanos;
        this.lookedNs = nanos.getAsLong();
    }

    /** One of a process that is never stopped. */
    static Pulse steady() {
        return new Pulse(() -> 0);
    }

    /** Looks: whether the process was stopped since the look before. */
    boolean wasStopped() {
        long beforeNs = lookedNs;
        lookedNs = nanos.getAsLong();
        return lookedNs - beforeNs > STOPPED.toNanos();
    }
}
