package io.hubmeter.culler.http;

import io.hubmeter.hub.BackOff;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Whether a server may be asked now. It is closed for as long as the server asks for, or for a while after it failed. Any threads. */
final class Gate {
    private final BackOff backOff;
    private @Nullable Instant closedUntil;

    Gate(RandomGenerator random) {
        backOff = new BackOff(random);
    }

    /** Until when it is closed; null if it is open. */
    synchronized @Nullable Instant closedUntil(Instant now) {
        if (closedUntil != null && !now.isBefore(closedUntil)) {
            closedUntil = null;
        }
        return closedUntil;
    }

    /** The server answered as it should. */
    synchronized void opened() {
        backOff.reset();
    }

    /** The server failed, or has too much to do. */
    synchronized Instant close(Instant now, @Nullable Duration askedFor) {
        Duration own = backOff.next();
        Instant until = now.plus(askedFor == null ? own : askedFor);
        if (closedUntil == null || until.isAfter(closedUntil)) {
            closedUntil = until;
        }
        return closedUntil;
    }
}
