package io.hubmeter.core.metering;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a source said about one pod at one moment.
 *
 * @param version the source's own order of changes to this pod (a Kubernetes resourceVersion); greater is newer
 * @param observedAt the source's clock when it saw this
 * @param rates what the pod holds while it runs, in micro-units
 * @param scheduledAt from when on it holds them; null while it has no node, then it costs nothing
 * @param ratesAt since when these rates hold; null if the source cannot tell
 * @param endedAt from when on it holds nothing any more; null while it does, or if nobody tells since when
 * @param gone whether it holds nothing any more although {@code endedAt} is null: it ended when this was observed, or sooner
 */
public record PodObservation(
        long version,
        Instant observedAt,
        Quantities rates,
        @Nullable Instant scheduledAt,
        @Nullable Instant ratesAt,
        @Nullable Instant endedAt,
        boolean gone) {

    /** An observation of a pod whose end, if there is one, is told. */
    public PodObservation(
            long version,
            Instant observedAt,
            Quantities rates,
            @Nullable Instant scheduledAt,
            @Nullable Instant ratesAt,
            @Nullable Instant endedAt) {
        this(version, observedAt, rates, scheduledAt, ratesAt, endedAt, false);
    }

    /** The end as far as it is known: as told, or when the pod was seen to be gone; null while it holds resources. */
    public @Nullable Instant end() {
        return endedAt == null && gone ? observedAt : endedAt;
    }
}
