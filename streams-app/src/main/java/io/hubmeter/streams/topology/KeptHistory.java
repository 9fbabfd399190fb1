package io.hubmeter.streams.topology;

import io.hubmeter.core.metering.MeterHistory;
import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.Reading;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The readings of one account that the store keeps: the meter stood still before the oldest of them.
 *
 * <p>A clock that lags far behind the readings of others, or behind the broker's (ADR 0021), asks for instants that the store
 * or its changelog has forgotten, and gets nothing. Were that taken for a meter at zero, everything ever used would seem used
 * since, and a limit exceeded that is not. So what was used before the oldest reading kept is left out instead.
 *
 * <p>For one conclusion from readings that do not change meanwhile.
 */
final class KeptHistory implements MeterHistory {
    private final MeterHistory kept;
    private final Instant floor;
    private @Nullable Reading oldest;

    /**
     * What is left of a history.
     *
     * @param kept all that the store has
     * @param floor the oldest instant at which the store surely finds the reading in force
     */
    KeptHistory(MeterHistory kept, Instant floor) {
        this.kept = kept;
        this.floor = floor;
    }

    @Override
    public @Nullable Reading asOf(Instant at) {
        if (!at.isBefore(floor)) {
            Reading inForce = isBeforeOldest(at) ? null : kept.asOf(at);
            return inForce == null ? beforeOldest(at) : inForce;
        }
        Reading first = kept.asOf(floor);
        if (first == null) {
            return beforeOldest(floor);
        }
        return first.at().isAfter(at) ? standingStillUntil(first) : first;
    }

    private boolean isBeforeOldest(Instant at) {
        return oldest != null && at.isBefore(oldest.at());
    }

    /** What to take for the reading in force where none is found; null if the meter was at zero. */
    private @Nullable Reading beforeOldest(Instant at) {
        if (!isBeforeOldest(at)) {
            oldest = kept.after(at);
        }
        return oldest == null || oldest.startsAtZero() ? null : standingStillUntil(oldest);
    }

    private static Reading standingStillUntil(Reading oldest) {
        return new Reading(
                Instant.EPOCH, oldest.totals(), Quantities.ZERO, Quantities.ZERO, 0, oldest.sequence(), 0, true);
    }

    @Override
    public @Nullable Reading after(Instant at) {
        if (!at.isBefore(floor)) {
            return kept.after(at);
        }
        Reading first = kept.asOf(floor);
        return first != null && first.at().isAfter(at) ? first : kept.after(floor);
    }

    @Override
    public @Nullable Reading latest() {
        return kept.latest();
    }
}
