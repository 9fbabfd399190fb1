package io.hubmeter.core.grant;

import io.hubmeter.core.metering.MeterHistory;
import io.hubmeter.core.metering.RateChange;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Corrections of what one account used, and the changes of its rates that they were turned into.
 *
 * <p>A correction that takes use away takes all that was held from its beginning on, until its amount is gone; one that adds use
 * spreads it evenly. Either way the meter stays what it is, rates over time, so totals never fall and every answer, crossing and
 * forecast follows from readings alone. More than was held cannot be taken away: the rest of the amount has no effect.
 *
 * <p>What a correction takes away depends on what was held. So whenever late news changes that, corrections are undone and
 * applied anew, in the order in which they were recorded: the order in which anything arrives does not matter. What lies before
 * the oldest reading that can still be amended stays as it is.
 *
 * @param applied the changes made for each correction, by its id, in ascending order of time; whole milliseconds
 */
public record Corrections(Map<String, List<RateChange>> applied) {
    /** None was ever applied. */
    public static final Corrections NONE = new Corrections(Map.of());

    /** Keeps its own copy. */
    public Corrections {
        Map<String, List<RateChange>> copy = new LinkedHashMap<>();
        applied.forEach((id, changes) -> copy.put(id, List.copyOf(changes)));
        applied = java.util.Collections.unmodifiableMap(copy);
    }

    /**
     * What is to be written.
     *
     * @param corrections as they are applied then
     * @param changes changes of rate, in ascending order of time, one at each instant; may be empty
     */
    public record Outcome(Corrections corrections, List<RateChange> changes) {}

    /** How much a correction changed what was used, in micro-unit milliseconds; negative where less counts. */
    public BigInteger effectOf(Grant correction) {
        RateCurve curve = new RateCurve(Objects.requireNonNull(correction.resource()));
        curve.add(applied.getOrDefault(correction.id(), List.of()));
        return curve.integral();
    }

    /**
     * What follows from changes of what the pods hold, or from other corrections.
     *
     * @param counting the corrections that count, in the order in which they are applied
     * @param history what was written so far, these corrections included
     * @param podChanges in ascending order of time; may be empty
     * @param floor the oldest instant at which readings can be amended
     */
    public Outcome applied(List<Grant> counting, MeterHistory history, List<RateChange> podChanges, Instant floor) {
        if (isUntouched(counting, podChanges)) {
            return new Outcome(this, podChanges);
        }
        ChangeSum sum = new ChangeSum();
        podChanges.forEach(sum::add);
        Map<String, List<RateChange>> kept = new LinkedHashMap<>();
        applied.forEach((id, changes) -> {
            Split split = Split.at(changes, floor);
            split.after().forEach(sum::subtract);
            if (!split.before().isEmpty()) {
                kept.put(id, split.before());
            }
        });
        Map<String, List<RateChange>> next = new LinkedHashMap<>(kept);
        for (Grant correction : counting) {
            List<RateChange> before = kept.getOrDefault(correction.id(), List.of());
            List<RateChange> after = changesOf(correction, before, history, sum.changes(), floor);
            after.forEach(sum::add);
            next.put(correction.id(), ChangeSum.of(before, after));
        }
        next.values().removeIf(List::isEmpty);
        return new Outcome(new Corrections(next), sum.changes());
    }

    /** Whether the same corrections count as before, and all of them lie before anything that changes. */
    private boolean isUntouched(List<Grant> counting, List<RateChange> podChanges) {
        if (applied.isEmpty() && counting.isEmpty()) {
            return true;
        }
        if (podChanges.isEmpty()) {
            return false;
        }
        Instant first = podChanges.getFirst().at();
        return counting.stream().allMatch(correction -> !first.isBefore(Objects.requireNonNull(correction.until())));
    }

    private static List<RateChange> changesOf(
            Grant correction, List<RateChange> kept, MeterHistory history, List<RateChange> since, Instant floor) {
        Instant until = Objects.requireNonNull(correction.until());
        Instant from = correction.from().isBefore(floor) ? floor : correction.from();
        if (!from.isBefore(until)) {
            return List.of();
        }
        RateCurve done = new RateCurve(Objects.requireNonNull(correction.resource()));
        done.add(kept);
        BigInteger amount = correction.amount().subtract(done.integral());
        if (amount.signum() != correction.amount().signum()) {
            return List.of();
        }
        if (amount.signum() > 0) {
            return done.spread(amount, from, until);
        }
        RateCurve held = RateCurve.of(correction.resource(), history, from, until);
        held.add(since);
        return held.taken(amount.negate(), from, until);
    }

    /** Changes before an instant, ended at it, and the rest of them, which begins there. */
    private record Split(List<RateChange> before, List<RateChange> after) {
        static Split at(List<RateChange> changes, Instant instant) {
            List<RateChange> before = new ArrayList<>();
            List<RateChange> after = new ArrayList<>();
            ChangeSum held = new ChangeSum();
            for (RateChange change : changes) {
                if (change.at().isBefore(instant)) {
                    before.add(change);
                    held.add(new RateChange(instant, change.rates(), change.openPods()));
                } else {
                    after.add(change);
                }
            }
            List<RateChange> ongoing = held.changes();
            return new Split(ChangeSum.of(before, negated(ongoing)), ChangeSum.of(ongoing, after));
        }

        private static List<RateChange> negated(List<RateChange> changes) {
            ChangeSum negated = new ChangeSum();
            changes.forEach(negated::subtract);
            return negated.changes();
        }
    }
}
