package io.hubmeter.streams.topology;

import io.hubmeter.core.usage.RowQuery;
import java.time.Duration;
import java.time.Instant;

/**
 * How far back readings are kept.
 *
 * <p>A window's left edge and events that come late must both lie within it: {@code history} is the longest window plus the
 * greatest lateness plus a day.
 *
 * @param longestWindow the longest window that a policy may name
 * @param lateness how late an event may come and still be counted
 * @param segmentInterval the length of one segment of the store; look-ups walk segments from newest to oldest, so a fifth of the
 *     longest window keeps them few
 * @param rows how long rows of usage are kept, and can be written anew; at least two days
 */
public record MeterRetention(Duration longestWindow, Duration lateness, Duration segmentInterval, Duration rows) {
    /** Windows up to 31 days, events up to 7 days late. */
    public static final MeterRetention DEFAULT =
            new MeterRetention(Duration.ofDays(31), Duration.ofDays(7), Duration.ofDays(7));

    private static final Duration MARGIN = Duration.ofDays(1);

    /** With rows for as long as reports can be asked for. */
    public MeterRetention(Duration longestWindow, Duration lateness, Duration segmentInterval) {
        this(longestWindow, lateness, segmentInterval, RowQuery.KEPT);
    }

    /** Where rows surely are in the store from: a day that began before may be partly forgotten. */
    Instant rowsFrom(Instant heardAt) {
        return heardAt.minus(rows).plus(MARGIN);
    }

    /** How long a reading is kept after a newer one took its place. */
    public Duration history() {
        return longestWindow.plus(lateness).plus(MARGIN);
    }

    /** The oldest instant at which the store surely accepts a reading, if none is newer than the given one. */
    Instant floor(Instant newest) {
        Instant floor = newest.minus(history()).plus(MARGIN);
        return floor.isBefore(Instant.EPOCH) ? Instant.EPOCH : floor;
    }
}
