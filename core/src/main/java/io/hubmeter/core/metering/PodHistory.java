package io.hubmeter.core.metering;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Everything known of one pod, folded so that the order in which observations came does not matter.
 *
 * <p>At an instant the pod holds the rates of the newest observation whose {@code ratesAt} is at or before it. So only
 * observations that no newer one overrides from an earlier instant on need to be kept: versions and instants of the spans
 * rise together. The pod starts at the earliest start that was told. It ends at the end that the newest observation with an
 * end told; else when it was first seen to be gone; else at the end that a snapshot implies.
 *
 * @param version the newest version seen
 * @param seenAt the source's clock when it last saw the pod, as far as was told
 * @param spans the rates over time, both versions and instants strictly rising; never empty
 * @param scheduledAt the start; null if no observation gave one
 * @param endedAt the end; null while the pod holds resources
 * @param endVersion the version that told the end; 0 without an end, {@value #SEEN} if the pod was seen to be gone, {@value
 *     #ESTIMATED} if the end was inferred
 */
public record PodHistory(
        long version,
        Instant seenAt,
        List<RateSpan> spans,
        @Nullable Instant scheduledAt,
        @Nullable Instant endedAt,
        long endVersion) {

    /** The version of an end that nobody told. */
    public static final long ESTIMATED = -1;
    /** The version of an end that nobody told, but that somebody saw: the pod was gone. */
    public static final long SEEN = -2;
    /** How many changes of its rates a pod may have; a further one is refused. */
    public static final int MAX_SPANS = 1_000;

    /** Keeps the spans to itself. */
    public PodHistory {
        spans = List.copyOf(spans);
    }

    /** The history that a first observation makes. */
    public static PodHistory of(PodObservation first) {
        return new PodHistory(
                first.version(),
                first.observedAt(),
                List.of(new RateSpan(first.version(), firstFrom(first), first.rates())),
                first.scheduledAt(),
                first.end(),
                endVersion(first));
    }

    private static long endVersion(PodObservation observation) {
        if (observation.end() == null) {
            return 0;
        }
        return observation.endedAt() == null ? SEEN : observation.version();
    }

    private static Instant firstFrom(PodObservation observation) {
        if (observation.ratesAt() != null) {
            return observation.ratesAt();
        }
        // Without a node it holds nothing, so these rates are the first that count, whatever the clock shows.
        return observation.scheduledAt() == null ? Instant.EPOCH : observation.scheduledAt();
    }

    /** Whether the end was inferred from a snapshot, not told by the source. */
    public boolean isEstimated() {
        return endVersion == ESTIMATED;
    }

    /** Whether the pod holds resources as far as is known. */
    public boolean isOpen() {
        return scheduledAt != null && endedAt == null;
    }

    /** This history and one more observation; equal to this one if it tells nothing new. */
    public PodHistory plus(PodObservation observation) {
        Instant end = endedAt;
        long endFrom = endVersion;
        if (isAliveAfterAll(observation)) {
            end = null;
            endFrom = 0;
        }
        Instant newEnd = observation.end();
        if (newEnd != null
                && (end == null ? !isStaleSight(observation) : outranks(observation, newEnd, end, endFrom))) {
            end = newEnd;
            endFrom = endVersion(observation);
        }
        return new PodHistory(
                Math.max(version, observation.version()),
                observation.observedAt().isAfter(seenAt) ? observation.observedAt() : seenAt,
                spansWith(observation),
                earlier(scheduledAt, observation.scheduledAt()),
                end,
                endFrom);
    }

    /** Whether an observation of a pod that holds resources shows that it never ended, as far as nobody told that it did. */
    private boolean isAliveAfterAll(PodObservation observation) {
        if (observation.end() != null || endedAt == null) {
            return false;
        }
        boolean later =
                observation.version() == version && observation.observedAt().isAfter(endedAt);
        // A pod that leaves a source's selection looks as if it were gone, until it comes back.
        boolean cameBack = endVersion == SEEN && (observation.version() > version || later);
        boolean wasMissed = isEstimated()
                && observation.version() >= version
                && observation.observedAt().isAfter(endedAt);
        return cameBack || wasMissed;
    }

    /** Whether a sight of a pod that is gone is older than one of a pod that lives, by version and by clock. */
    private boolean isStaleSight(PodObservation observation) {
        return observation.endedAt() == null
                && observation.version() < version
                && !observation.observedAt().isAfter(seenAt);
    }

    /** Whether an observation knows better when the pod ended. */
    private static boolean outranks(PodObservation observation, Instant newEnd, Instant end, long endFrom) {
        if (observation.endedAt() != null) {
            return observation.version() > endFrom;
        }
        // The pod was gone already when it was first seen to be.
        return endFrom == ESTIMATED || (endFrom == SEEN && newEnd.isBefore(end));
    }

    /**
     * This history with an end that a snapshot implies; unchanged if an end is known already.
     *
     * <p>The pod ended no sooner than it began and was last seen. So nothing that was told before the snapshot, if it is told once
     * more, can be taken for news of a pod that lives on.
     *
     * @param at when the pod may have ended, as far as the source knows
     */
    public PodHistory endingAbout(Instant at) {
        if (endedAt != null) {
            return this;
        }
        Instant end = later(at, seenAt);
        end = scheduledAt == null ? end : later(end, scheduledAt);
        return new PodHistory(version, seenAt, spans, scheduledAt, end, ESTIMATED);
    }

    private List<RateSpan> spansWith(PodObservation observation) {
        int older = 0;
        while (older < spans.size() && spans.get(older).version() < observation.version()) {
            older++;
        }
        if (older < spans.size() && spans.get(older).version() == observation.version()) {
            return spans;
        }
        Instant from = observation.ratesAt();
        if (from == null) {
            // A newer observation that left no span found the rates of the last span unchanged: it is right, this one
            // is stale.
            boolean stale = older == spans.size() && observation.version() < version;
            if (older > 0 && (stale || spans.get(older - 1).rates().equals(observation.rates()))) {
                return spans;
            }
            from = older > 0 ? observation.observedAt() : firstFrom(observation);
        }
        if (older < spans.size() && !spans.get(older).from().isAfter(from)) {
            return spans;
        }
        Instant since = from;
        List<RateSpan> kept = new ArrayList<>();
        spans.subList(0, older).stream()
                .filter(span -> span.from().isBefore(since))
                .forEach(kept::add);
        kept.add(new RateSpan(observation.version(), since, observation.rates()));
        kept.addAll(spans.subList(older, spans.size()));
        return kept;
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }

    private static @Nullable Instant earlier(@Nullable Instant a, @Nullable Instant b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        return a.isBefore(b) ? a : b;
    }

    /**
     * The steps that lead from what one history says an account held to what another says, in the order of time.
     *
     * @param before what was known; null if nothing
     * @param floor nothing before this instant is counted: what is held then counts from it on
     */
    public static List<RateChange> changes(@Nullable PodHistory before, PodHistory after, Instant floor) {
        NavigableMap<Instant, Quantities> rates = new TreeMap<>();
        NavigableMap<Instant, Integer> pods = new TreeMap<>();
        after.addSteps(rates, pods, floor, 1);
        if (before != null) {
            before.addSteps(rates, pods, floor, -1);
        }
        List<RateChange> changes = new ArrayList<>();
        for (Map.Entry<Instant, Quantities> step : rates.entrySet()) {
            int openPods = pods.getOrDefault(step.getKey(), 0);
            if (!step.getValue().isZero() || openPods != 0) {
                changes.add(new RateChange(step.getKey(), step.getValue(), openPods));
            }
        }
        return changes;
    }

    private void addSteps(
            NavigableMap<Instant, Quantities> rates, NavigableMap<Instant, Integer> pods, Instant floor, int sign) {
        if (scheduledAt == null) {
            return;
        }
        Instant start = scheduledAt.isBefore(floor) ? floor : scheduledAt;
        if (endedAt != null && !start.isBefore(endedAt)) {
            return;
        }
        Quantities held = Quantities.ZERO;
        for (int i = 0; i < spans.size(); i++) {
            boolean superseded =
                    i + 1 < spans.size() && !spans.get(i + 1).from().isAfter(start);
            Instant from = i == 0 || spans.get(i).from().isBefore(start)
                    ? start
                    : spans.get(i).from();
            if (superseded || (endedAt != null && !from.isBefore(endedAt))) {
                continue;
            }
            rates.merge(from, spans.get(i).rates().minus(held).times(sign), Quantities::plus);
            held = spans.get(i).rates();
        }
        pods.merge(start, sign, Integer::sum);
        if (endedAt != null) {
            rates.merge(endedAt, held.times(-sign), Quantities::plus);
            pods.merge(endedAt, -sign, Integer::sum);
        }
    }
}
