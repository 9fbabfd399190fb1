package io.hubmeter.streams.query;

import io.hubmeter.core.metering.MeterHistory;
import io.hubmeter.core.metering.Reading;
import io.hubmeter.schemas.avro.ReadingRecord;
import io.hubmeter.streams.topology.StoreNames;
import io.hubmeter.wire.Readings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.streams.query.MultiVersionedKeyQuery;
import org.apache.kafka.streams.query.VersionedKeyQuery;
import org.apache.kafka.streams.state.VersionedRecord;
import org.apache.kafka.streams.state.VersionedRecordIterator;
import org.jspecify.annotations.Nullable;

/**
 * The readings of one account through interactive queries, remembered for the length of one request. Not safe for use by
 * several threads.
 */
final class QueriedMeterHistory implements MeterHistory {
    private final StoreReader stores;
    private final int partition;
    private final String account;
    private final Map<Instant, Optional<Reading>> asOf = new HashMap<>();
    private final Map<Instant, Optional<Reading>> after = new HashMap<>();
    private final Map<Instant, Instant> ends = new HashMap<>();
    private final @Nullable Reading latest;
    private long newestSequence;
    private @Nullable Reading oldestKept;

    QueriedMeterHistory(StoreReader stores, int partition, String account) {
        this.stores = stores;
        this.partition = partition;
        this.account = account;
        this.latest = note(stores.query(StoreNames.METERS, partition, VersionedKeyQuery.withKey(account)));
    }

    /** Whether the history was whole, and has not changed while it was read. */
    boolean isConsistent() {
        Reading now = note(stores.query(StoreNames.METERS, partition, VersionedKeyQuery.withKey(account)));
        if (now == null || latest == null) {
            return now == null;
        }
        boolean whole = now.sequence() % 2 == 0;
        return whole && latest.sequence() == now.sequence() && newestSequence == now.sequence();
    }

    /**
     * Refuses what was concluded from a history that is cut: the meter had run before the oldest reading that is kept, and what
     * was in force before that reading was asked for. Taken for a meter at zero, all that was ever used would count as used since.
     *
     * @throws StateUnavailable if it is cut
     */
    void requireWhole() {
        if (oldestKept != null && !oldestKept.startsAtZero()) {
            throw new StateUnavailable(
                    "meter of %s: no reading before %s is kept any more, and an earlier one was asked for"
                            .formatted(account, oldestKept.at()));
        }
    }

    @Override
    public @Nullable Reading latest() {
        return latest;
    }

    @Override
    public @Nullable Reading asOf(Instant at) {
        if (latest == null || !at.isBefore(latest.at())) {
            return latest;
        }
        if (at.isBefore(Instant.EPOCH)) {
            return null;
        }
        return asOf.computeIfAbsent(at, instant -> Optional.ofNullable(inForce(instant)))
                .orElse(null);
    }

    /** When the reading in force at an instant that was asked for gave way to the next; null if the store did not tell. */
    @Nullable
    Instant endOf(Instant at) {
        return ends.get(at);
    }

    private @Nullable Reading inForce(Instant at) {
        VersionedRecord<ReadingRecord> version = stores.query(
                StoreNames.METERS,
                partition,
                VersionedKeyQuery.<String, ReadingRecord>withKey(account).asOf(at));
        if (version != null && version.validTo().isPresent()) {
            ends.put(at, Instant.ofEpochMilli(version.validTo().get()));
        }
        Reading found = note(version);
        if (found == null && (oldestKept == null || !at.isBefore(oldestKept.at()))) {
            oldestKept = after(at);
        }
        return found;
    }

    @Override
    public @Nullable Reading after(Instant at) {
        if (latest == null || !latest.at().isAfter(at)) {
            return null;
        }
        return after.computeIfAbsent(at, instant -> Optional.ofNullable(next(instant)))
                .orElse(null);
    }

    /**
     * The readings in force at some instant of {@code [from, to)}, in ascending order.
     *
     * @throws TooManyReadings if there are more than so many
     */
    List<Reading> between(Instant from, Instant to, int most) {
        List<Reading> between = new ArrayList<>();
        Reading inForce = asOf(from);
        if (inForce != null) {
            between.add(inForce);
        }
        VersionedRecordIterator<ReadingRecord> readings = stores.query(
                StoreNames.METERS,
                partition,
                MultiVersionedKeyQuery.<String, ReadingRecord>withKey(account)
                        .fromTime(from)
                        .toTime(to)
                        .withAscendingTimestamps());
        if (readings == null) {
            return between;
        }
        try (readings) {
            while (readings.hasNext()) {
                VersionedRecord<ReadingRecord> reading = readings.next();
                if (reading.timestamp() > from.toEpochMilli() && reading.timestamp() < to.toEpochMilli()) {
                    if (between.size() == most) {
                        throw new TooManyReadings(most);
                    }
                    between.add(Objects.requireNonNull(note(reading)));
                }
            }
        }
        return between;
    }

    private @Nullable Reading next(Instant at) {
        VersionedRecordIterator<ReadingRecord> readings = stores.query(
                StoreNames.METERS,
                partition,
                MultiVersionedKeyQuery.<String, ReadingRecord>withKey(account)
                        .fromTime(at.isBefore(Instant.EPOCH) ? Instant.EPOCH : at)
                        .withAscendingTimestamps());
        if (readings == null) {
            return null;
        }
        try (readings) {
            while (readings.hasNext()) {
                VersionedRecord<ReadingRecord> reading = readings.next();
                if (reading.timestamp() > at.toEpochMilli()) {
                    return note(reading);
                }
            }
        }
        return null;
    }

    private @Nullable Reading note(@Nullable VersionedRecord<ReadingRecord> version) {
        if (version == null) {
            return null;
        }
        Reading reading = Readings.reading(version.value());
        newestSequence = Math.max(newestSequence, reading.sequence());
        return reading;
    }
}
