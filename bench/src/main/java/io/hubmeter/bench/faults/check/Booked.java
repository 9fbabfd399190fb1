package io.hubmeter.bench.faults.check;

import org.jspecify.annotations.Nullable;

/**
 * What whoever made a pod knows of it, by his own clock and the answers of the API server; milliseconds since 1970.
 *
 * @param account who is charged, {@code realm/user}
 * @param createdMs before it was asked to be created
 * @param start when it was bound to a node, by the API server's answer; null if it never was
 * @param told the end that the API server was told, and told; null if none
 * @param ended when it ended; null if it runs
 * @param deleted when it was removed; null if it was not
 */
public record Booked(
        String uid,
        String account,
        long createdMs,
        @Nullable Start start,
        @Nullable Long told,
        @Nullable Moment ended,
        @Nullable Moment deleted) {

    /** That it was bound: {@code at} in whole seconds, as the API server has it, asked for at a moment. */
    public record Start(long at, Moment moment) {}

    /** Something that happened after a request was sent, and before its answer was there. */
    public record Moment(long fromMs, long toMs) {}

    /** Whether it was created and removed between two instants. */
    boolean isWithin(long fromMs, long toMs) {
        return createdMs >= fromMs && deleted != null && deleted.fromMs() <= toMs;
    }
}
