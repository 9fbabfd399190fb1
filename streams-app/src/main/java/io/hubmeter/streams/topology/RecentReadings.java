package io.hubmeter.streams.topology;

import io.hubmeter.core.metering.Reading;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The newest readings of one account without a gap, {@value #MOST} at the most. */
final class RecentReadings {
    /** Enough for what is usually asked: the reading in force now, and those since the hour began. */
    static final int MOST = 6;

    private final List<Reading> readings = new ArrayList<>(2);
    private boolean isKnown;
    private boolean isWhole;

    /** Whether the newest reading is known, or that there is none. */
    boolean isKnown() {
        return isKnown;
    }

    /** Notes the newest reading that is kept; null if there is none. */
    void begin(@Nullable Reading newest) {
        readings.clear();
        isKnown = true;
        isWhole = newest == null;
        if (newest != null) {
            readings.add(newest);
        }
    }

    /** The newest; null if there is none. */
    @Nullable
    Reading newest() {
        return readings.isEmpty() ? null : readings.getLast();
    }

    /** Whether the reading in force at an instant is here, or is known to be none. */
    boolean tellsOf(Instant at) {
        return isKnown && (isWhole || !at.isBefore(readings.getFirst().at()));
    }

    /** Whether an instant is the last before those that are here. */
    boolean isJustBefore(Instant at) {
        return isKnown
                && !isWhole
                && at.plusMillis(1).equals(readings.getFirst().at());
    }

    /** The reading in force at an instant that this {@linkplain #tellsOf tells of}; null if there is none. */
    @Nullable
    Reading asOf(Instant at) {
        for (Reading reading : readings.reversed()) {
            if (!reading.at().isAfter(at)) {
                return reading;
            }
        }
        return null;
    }

    /** The first reading after an instant that this tells of, or that is just before it; null if there is none. */
    @Nullable
    Reading after(Instant at) {
        for (Reading reading : readings) {
            if (reading.at().isAfter(at)) {
                return reading;
            }
        }
        return null;
    }

    /** Notes which reading comes just before those that are here; null if there is none. */
    void precededBy(@Nullable Reading reading) {
        if (reading == null) {
            isWhole = true;
        } else if (readings.size() < MOST) {
            readings.addFirst(reading);
        }
    }

    /** Notes a reading that was written. */
    void written(Reading reading) {
        if (!tellsOf(reading.at())) {
            isKnown = false;
            return;
        }
        int i = readings.size();
        while (i > 0 && readings.get(i - 1).at().isAfter(reading.at())) {
            i--;
        }
        if (i > 0 && readings.get(i - 1).at().equals(reading.at())) {
            readings.set(i - 1, reading);
        } else {
            readings.add(i, reading);
        }
        if (readings.size() > MOST) {
            readings.removeFirst();
            isWhole = false;
        }
    }
}
