package io.hubmeter.core.metering;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A pod of a server, or of a Dask cluster, that held resources, and what it used of them in an interval.
 *
 * @param uid the pod's unique id
 * @param source the source that observed it last
 * @param place where it is, and what it is part of
 * @param start since when it holds resources
 * @param end until when it did, later than {@code start}; null while it runs
 * @param isEndEstimated whether nobody saw the end, and it was only inferred from a snapshot
 * @param rates what it held, by the instants at which that changed, in micro-units: the first begins at {@code start}, each
 *     holds until the next or the end; never empty
 * @param used what it used in the interval that was asked for, in micro-unit milliseconds, exact; a pod that runs as if it goes
 *     on until the interval ends. Corrections change what counts for its account, not this
 */
public record HeldServer(
        String uid,
        String source,
        Place place,
        Instant start,
        @Nullable Instant end,
        boolean isEndEstimated,
        List<Held> rates,
        Quantities used) {

    /**
     * Where a pod is, and what it is part of.
     *
     * @param namespace its namespace; null if the source has none
     * @param pod its name
     * @param hub the hub that started it; null if unknown
     * @param server name of the server; empty for the default server
     * @param daskCluster name of the Dask cluster that it belongs to; null if to none
     */
    public record Place(
            @Nullable String namespace,
            String pod,
            @Nullable String hub,
            String server,
            @Nullable String daskCluster) {}

    /**
     * What a pod holds from an instant on.
     *
     * @param rates micro-units
     */
    public record Held(Instant from, Quantities rates) {}

    /** Checks that the end is later than the start, and keeps the list to itself. */
    public HeldServer {
        if (end != null && !start.isBefore(end)) {
            throw new IllegalArgumentException(
                    "pod %s: end: found %s, expected an instant after %s".formatted(uid, end, start));
        }
        rates = List.copyOf(rates);
    }

    /**
     * What is known of a pod, as far as it concerns {@code [from, to)}; empty if the pod held nothing then.
     *
     * @param from before {@code to}
     */
    public static Optional<HeldServer> of(
            String uid, String source, Place place, PodHistory history, Instant from, Instant to) {
        Instant start = history.scheduledAt();
        Instant end = history.endedAt();
        boolean overlaps =
                start != null && start.isBefore(to) && (end == null || (from.isBefore(end) && start.isBefore(end)));
        if (start == null || !overlaps) {
            return Optional.empty();
        }
        List<Held> rates = new ArrayList<>();
        Quantities held = Quantities.ZERO;
        Quantities used = Quantities.ZERO;
        for (RateChange change : PodHistory.changes(null, history, Instant.MIN)) {
            held = held.plus(change.rates());
            if (end == null || change.at().isBefore(end)) {
                rates.add(new Held(change.at(), held));
            }
            // A step counts from where it is until the interval ends; the step of the end takes away what is beyond.
            Instant counted = change.at().isBefore(from) ? from : change.at();
            if (counted.isBefore(to)) {
                used = used.plus(
                        change.rates().times(Duration.between(counted, to).toMillis()));
            }
        }
        return Optional.of(new HeldServer(uid, source, place, start, end, history.isEstimated(), rates, used));
    }
}
