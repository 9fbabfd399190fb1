package io.hubmeter.core.usage;

import java.time.Duration;
import java.time.Instant;

/** The length of time that a row of usage is about; always in UTC, so every period is as long as any other. */
public enum Period {
    /** From one full hour to the next. */
    HOUR(Duration.ofHours(1)),
    /** From midnight to midnight. */
    DAY(Duration.ofDays(1));

    private final Duration length;

    Period(Duration length) {
        this.length = length;
    }

    /** How long a period is. */
    public Duration length() {
        return length;
    }

    /** The first instant of the period that holds an instant. */
    public Instant startOf(Instant at) {
        long ms = length.toMillis();
        return Instant.ofEpochMilli(Math.floorDiv(at.toEpochMilli(), ms) * ms);
    }

    /** The first instant after the period that holds an instant. */
    public Instant endOf(Instant at) {
        return startOf(at).plus(length);
    }

    /** The first instant of the first period that begins at or after an instant. */
    public Instant firstFrom(Instant at) {
        Instant start = startOf(at);
        return start.equals(at) ? at : start.plus(length);
    }
}
