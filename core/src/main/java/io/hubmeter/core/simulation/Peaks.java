package io.hubmeter.core.simulation;

import io.hubmeter.core.metering.Meter;
import io.hubmeter.core.metering.RateChange;
import io.hubmeter.core.metering.Reading;
import io.hubmeter.core.metering.Timeline;
import io.hubmeter.core.quota.Limit;
import io.hubmeter.core.quota.UsageCurve;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/** The greatest usage of one account, as it was recorded and without corrections. */
public final class Peaks {
    private final Timeline timeline;

    private Peaks(Timeline timeline) {
        this.timeline = timeline;
    }

    /** Those of the account that has the given pods. */
    public static Peaks of(Collection<RecordedPod> pods) {
        return new Peaks(
                timeline(pods.stream().flatMap(pod -> pod.changes().stream()).toList()));
    }

    /** A meter at which all of these changes happened; they may come in any order. */
    static Timeline timeline(Collection<RateChange> changes) {
        TreeMap<Instant, RateChange> merged = new TreeMap<>();
        changes.forEach(change -> merged.merge(
                change.at(),
                change,
                (a, b) -> new RateChange(a.at(), a.rates().plus(b.rates()), a.openPods() + b.openPods())));
        Timeline timeline = new Timeline();
        timeline.putAll(Meter.amend(timeline, List.copyOf(merged.values()), false));
        return timeline;
    }

    /**
     * The greatest usage in a window that ends within {@code [from, until]}, in micro-unit milliseconds.
     *
     * @param subject tells resource and window; its amount has no say
     */
    public BigInteger greatest(Limit subject, Instant from, Instant until) {
        // The curve is straight between the instants at which a reading enters or leaves the window: one of them is it.
        TreeSet<Instant> corners = new TreeSet<>(List.of(from, until));
        for (Reading reading : timeline.readings()) {
            corners.add(reading.at());
            corners.add(reading.at().plus(subject.window()));
        }
        UsageCurve curve = new UsageCurve(timeline, subject.resource(), subject.window());
        return corners.subSet(from, true, until, true).stream()
                .map(corner -> curve.at(corner.toEpochMilli()))
                .reduce(BigInteger.ZERO, BigInteger::max);
    }
}
