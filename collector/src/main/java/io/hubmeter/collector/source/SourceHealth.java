package io.hubmeter.collector.source;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a source fares.
 *
 * @param state what it does now
 * @param heardAt when the source was last known to answer; null if it never was since the process started
 * @param detail what is wrong, for people; null when nothing is
 */
public record SourceHealth(
        State state, @Nullable Instant heardAt, @Nullable String detail) {

    /** What a source does. */
    public enum State {
        /** Waiting for its turn: not the leader, or not started yet. */
        WAITING,
        /** Reading everything there is. */
        SNAPSHOT,
        /** Following changes. */
        LIVE,
        /** It cannot be reached, or cannot be used; it is tried again. */
        FAILING
    }
}
