package io.hubmeter.streams.topology;

import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.MeterHistory;
import io.hubmeter.core.metering.Reading;
import io.hubmeter.streams.state.VersionedMeterHistory;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The readings of one account: the newest from memory, the others from the store. What is remembered may reach farther back than
 * the store, whose oldest versions expire; whoever concludes something asks for nothing before the floor, where both are the same.
 */
final class RecentMeterHistory implements MeterHistory {
    /** Reads and writes the readings of one account. */
    interface Stored extends MeterHistory {
        void put(AccountId account, Reading reading);
    }

    private final Stored stored;
    private final RecentReadings recent;

    /**
     * The readings of an account.
     *
     * @param recent what is remembered of the same account
     */
    RecentMeterHistory(Stored stored, RecentReadings recent) {
        this.stored = stored;
        this.recent = recent;
    }

    /** All that a store has of an account. */
    static Stored stored(VersionedMeterHistory history) {
        return new Stored() {
            @Override
            public void put(AccountId account, Reading reading) {
                history.put(account, reading);
            }

            @Override
            public @Nullable Reading asOf(Instant at) {
                return history.asOf(at);
            }

            @Override
            public @Nullable Reading after(Instant at) {
                return history.after(at);
            }

            @Override
            public @Nullable Reading latest() {
                return history.latest();
            }
        };
    }

    /** Writes a reading. */
    void put(AccountId account, Reading reading) {
        stored.put(account, reading);
        recent.written(reading);
    }

    @Override
    public @Nullable Reading latest() {
        if (!recent.isKnown()) {
            recent.begin(stored.latest());
        }
        return recent.newest();
    }

    @Override
    public @Nullable Reading asOf(Instant at) {
        Reading newest = latest();
        if (newest == null || !at.isBefore(newest.at())) {
            return newest;
        }
        if (recent.tellsOf(at)) {
            return recent.asOf(at);
        }
        Reading reading = stored.asOf(at);
        if (recent.isJustBefore(at)) {
            recent.precededBy(reading);
        }
        return reading;
    }

    @Override
    public @Nullable Reading after(Instant at) {
        Reading newest = latest();
        if (newest == null || !newest.at().isAfter(at)) {
            return null;
        }
        return recent.tellsOf(at) || recent.isJustBefore(at) ? recent.after(at) : stored.after(at);
    }
}
