package io.hubmeter.core.quota;

import io.hubmeter.core.metering.MeterHistory;
import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.Reading;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A meter as it would run on if from an instant on the account held other rates than it does, and nothing else happened. */
public final class PlannedHistory implements MeterHistory {
    private final MeterHistory history;
    private final Reading planned;

    /**
     * The plan.
     *
     * @param from not before the newest reading of the history
     * @param rates what is held from then on, in micro-units
     */
    public PlannedHistory(MeterHistory history, Instant from, Quantities rates) {
        Reading base = history.asOf(from);
        this.history = history;
        this.planned = new Reading(
                from,
                base == null ? Quantities.ZERO : base.totalsAt(from),
                base == null ? Quantities.ZERO : base.ratesAfter(),
                rates,
                base == null ? 0 : base.openPods(),
                base == null ? 0 : base.sequence(),
                0,
                false);
    }

    @Override
    public @Nullable Reading asOf(Instant at) {
        return at.isBefore(planned.at()) ? history.asOf(at) : planned;
    }

    @Override
    public @Nullable Reading after(Instant at) {
        if (!at.isBefore(planned.at())) {
            return null;
        }
        Reading next = history.after(at);
        return next == null || !next.at().isBefore(planned.at()) ? planned : next;
    }

    @Override
    public Reading latest() {
        return planned;
    }
}
