package io.hubmeter.bench.faults.load;

import org.jspecify.annotations.Nullable;

/**
 * One record to write. Instants are milliseconds from the start of the run.
 *
 * @param sendMs when
 * @param observedMs what the source's clock shows, which may be wrong
 * @param life the pod; null for a message of the source
 * @param change what is told of it; null for a message
 * @param snapshot the snapshot that lists the pod, or that the message is about; 0 for none
 */
record Tell(
        long sendMs,
        long observedMs,
        Kind kind,
        @Nullable PodLife life,
        @Nullable Change change,
        long snapshot) {

    /** What a record is. */
    enum Kind {
        /** A change, for the first time and in time. */
        CHANGE,
        /** A change, after a heartbeat or another change of the same pod that is newer. */
        LATE,
        /** A change that was told before. */
        DUPLICATE,
        /** A pod in a list. */
        LISTED,
        HEARTBEAT,
        SNAPSHOT_STARTED,
        SNAPSHOT_COMPLETED
    }

    Tell at(long changedMs, Kind changedKind) {
        return new Tell(changedMs, observedMs, changedKind, life, change, snapshot);
    }
}
