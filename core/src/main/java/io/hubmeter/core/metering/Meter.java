package io.hubmeter.core.metering;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Folds changes of rate into an account's readings, also changes that come late. */
public final class Meter {
    private Meter() {}

    /**
     * The readings to write so that the history holds the given changes too, in ascending order of time: one at each change
     * and every newer one anew. All must be written, in this order: a compacted log keeps what was written last, and that
     * must be the newest (ADR 0003).
     *
     * @param changes in ascending order of time; may be empty, then nothing is to be written
     * @param estimated whether the changes rest on an end that nobody saw
     * @throws IllegalArgumentException if the changes would make a rate or a number of pods negative
     */
    public static List<Reading> amend(MeterHistory history, List<RateChange> changes, boolean estimated) {
        if (changes.isEmpty()) {
            return List.of();
        }
        Instant first = changes.getFirst().at();
        Deque<Reading> newer = notBefore(history, first);
        Reading base = newer.isEmpty() ? history.latest() : history.asOf(first.minusMillis(1));
        Reading newest = newer.isEmpty() ? base : newer.getLast();
        long sequence = newest == null ? 0 : newest.sequence();
        return new Sweep(base, sequence, estimated).over(newer, changes);
    }

    /** The readings at or after an instant, oldest first, found by walking back from the newest. */
    private static Deque<Reading> notBefore(MeterHistory history, Instant first) {
        Deque<Reading> newer = new ArrayDeque<>();
        Reading reading = history.latest();
        while (reading != null && !reading.at().isBefore(first)) {
            newer.addFirst(reading);
            reading = history.asOf(reading.at().minusMillis(1));
        }
        return newer;
    }

    /** One pass over old readings and new changes in the order of time. */
    private static final class Sweep {
        private final long sequence;
        private final boolean estimated;
        private final List<Reading> written = new ArrayList<>();
        private @Nullable Instant at;
        private Quantities totals;
        private Quantities rates;
        private int openPods;
        private Quantities shift = Quantities.ZERO;
        private int podShift;
        private Quantities oldRates;
        private int oldPods;

        /** A sweep from a reading on, where the newest of all has the given sequence. */
        Sweep(@Nullable Reading base, long sequence, boolean estimated) {
            this.sequence = sequence;
            this.estimated = estimated;
            this.at = base == null ? null : base.at();
            this.totals = base == null ? Quantities.ZERO : base.totals();
            this.rates = base == null ? Quantities.ZERO : base.ratesAfter();
            this.openPods = base == null ? 0 : base.openPods();
            this.oldRates = rates;
            this.oldPods = openPods;
        }

        List<Reading> over(Deque<Reading> newer, List<RateChange> changes) {
            TreeSet<Instant> instants = new TreeSet<>();
            newer.forEach(reading -> instants.add(reading.at()));
            changes.forEach(change -> instants.add(change.at()));
            Iterator<RateChange> nextChange = changes.iterator();
            RateChange change = nextChange.next();
            for (Instant instant : instants) {
                Reading old = !newer.isEmpty() && newer.getFirst().at().equals(instant) ? newer.removeFirst() : null;
                if (old != null) {
                    oldRates = old.ratesAfter();
                    oldPods = old.openPods();
                }
                if (change != null && change.at().equals(instant)) {
                    shift = shift.plus(change.rates());
                    podShift += change.openPods();
                    change = nextChange.hasNext() ? nextChange.next() : null;
                }
                write(instant, old, instant.equals(instants.last()));
            }
            return written;
        }

        private void write(Instant instant, @Nullable Reading old, boolean isLast) {
            if (at != null) {
                totals = totals.plus(rates.times(Duration.between(at, instant).toMillis()));
            }
            Quantities before = rates;
            at = instant;
            rates = oldRates.plus(shift);
            openPods = oldPods + podShift;
            written.add(new Reading(
                    instant,
                    totals,
                    before,
                    rates,
                    openPods,
                    isLast ? sequence + 2 : sequence + 1,
                    old == null ? 0 : old.revision() + 1,
                    estimated || (old != null && old.estimated())));
        }
    }
}
