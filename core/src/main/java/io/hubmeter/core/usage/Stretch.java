package io.hubmeter.core.usage;

import io.hubmeter.core.metering.MeterHistory;
import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.Reading;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** The readings that were in force at some instant of an interval, read once, since many questions are asked of them. */
final class Stretch {
    private final MeterHistory history;
    private final Instant from;
    private final TreeMap<Instant, Reading> readings = new TreeMap<>();

    /** Reads back from the end of {@code [from, until]} to the reading in force at its beginning. */
    Stretch(MeterHistory history, Instant from, Instant until) {
        this.history = history;
        this.from = from;
        Reading reading = history.asOf(until);
        while (reading != null) {
            readings.put(reading.at(), reading);
            reading = reading.at().isAfter(from) ? history.asOf(reading.at().minusMillis(1)) : null;
        }
    }

    /** All totals at an instant that is not after the stretch. */
    Quantities totalsAt(Instant at) {
        if (at.isBefore(from)) {
            return history.totalsAt(at);
        }
        Map.Entry<Instant, Reading> inForce = readings.floorEntry(at);
        return inForce == null ? Quantities.ZERO : inForce.getValue().totalsAt(at);
    }

    /** Whether a reading in {@code (after, until]} rests on an end that nobody saw. */
    boolean isEstimated(Instant after, Instant until) {
        return !after.isAfter(until)
                && readings.subMap(after, false, until, true).values().stream().anyMatch(Reading::estimated);
    }
}
