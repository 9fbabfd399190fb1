package io.hubmeter.streams.topology;

import io.hubmeter.core.metering.MeterHistory;
import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.Reading;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The readings of one account from the floor on: the meter stood still before the oldest of them.
 *
 * <p>A clock that lags far behind the readings of others asks for instants that the store has forgotten, and gets nothing.
 * Were that taken for a meter at zero, everything ever used would seem used since, and a limit exceeded that is not. So what
 * was used before the oldest reading kept is left out instead.
 *
 * @param kept all that the store has
 * @param floor the oldest instant at which the store surely finds the reading in force
 */
record KeptHistory(MeterHistory kept, Instant floor) implements MeterHistory {

    @Override
    public @Nullable Reading asOf(Instant at) {
        if (!at.isBefore(floor)) {
            return kept.asOf(at);
        }
        Reading oldest = kept.asOf(floor);
        return oldest == null || !oldest.at().isAfter(at) ? oldest : standingStillUntil(oldest);
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
        Reading oldest = kept.asOf(floor);
        return oldest != null && oldest.at().isAfter(at) ? oldest : kept.after(floor);
    }

    @Override
    public @Nullable Reading latest() {
        return kept.latest();
    }
}
