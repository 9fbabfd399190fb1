package io.hubmeter.streams.query;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * How old a copy is that is not worked on, by this machine's clock.
 *
 * @param heardAt the time heard that it may claim; null if it has heard none
 * @param isStale whether that is long ago: it may be in the middle of being restored
 */
record Staleness(@Nullable Instant heardAt, boolean isStale) {
    /**
     * The age of a copy.
     *
     * @param realm whose sources count; null for all
     * @throws StateUnavailable if it cannot claim any
     */
    static Staleness of(
            CopyQueries copy, int partition, @Nullable String realm, ForwardingConfig config, InstantSource clock) {
        HeardTimes heard = copy.heard();
        Instant heardAt = realm == null ? heard.ofAll(partition) : heard.of(partition, realm);
        boolean stale =
                heardAt == null || Duration.between(heardAt, clock.instant()).compareTo(config.staleAfter()) > 0;
        return new Staleness(heardAt, stale);
    }

    /** Refuses a copy for an answer that does not tell how old it is. */
    void requireFresh(int partition) {
        if (isStale) {
            throw new StateUnavailable(
                    "copy of partition %d: was heard at %s, too long ago for an answer that does not tell"
                            .formatted(partition, heardAt));
        }
    }
}
