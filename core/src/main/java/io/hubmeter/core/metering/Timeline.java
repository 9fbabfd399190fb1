package io.hubmeter.core.metering;

import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A meter history held in memory, complete from the first reading on. Not safe for use by several threads at once. */
public final class Timeline implements MeterHistory {
    private final NavigableMap<Instant, Reading> readings = new TreeMap<>();

    /** Puts readings in; one at an instant that is there already takes its place. */
    public void putAll(Collection<Reading> added) {
        added.forEach(reading -> readings.put(reading.at(), reading));
    }

    /** The readings in the order of time; an unmodifiable view. */
    public Collection<Reading> readings() {
        return Collections.unmodifiableCollection(readings.values());
    }

    @Override
    public @Nullable Reading asOf(Instant at) {
        return valueOf(readings.floorEntry(at));
    }

    @Override
    public @Nullable Reading after(Instant at) {
        return valueOf(readings.higherEntry(at));
    }

    @Override
    public @Nullable Reading latest() {
        return valueOf(readings.lastEntry());
    }

    private static @Nullable Reading valueOf(Map.@Nullable Entry<Instant, Reading> entry) {
        return entry == null ? null : entry.getValue();
    }
}
