package io.hubmeter.streams.state;

import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.MeterHistory;
import io.hubmeter.core.metering.Reading;
import io.hubmeter.schemas.avro.ReadingRecord;
import io.hubmeter.wire.Readings;
import java.time.Instant;
import org.apache.kafka.streams.query.MultiVersionedKeyQuery;
import org.apache.kafka.streams.query.PositionBound;
import org.apache.kafka.streams.query.QueryConfig;
import org.apache.kafka.streams.query.QueryResult;
import org.apache.kafka.streams.state.VersionedKeyValueStore;
import org.apache.kafka.streams.state.VersionedRecord;
import org.apache.kafka.streams.state.VersionedRecordIterator;
import org.jspecify.annotations.Nullable;

/**
 * The readings of one account in the versioned store of a task, for use on the task's own thread while one record is processed:
 * the newest reading is read once, and kept up with what is written through here.
 */
public final class VersionedMeterHistory implements MeterHistory {
    private static final QueryConfig CONFIG = new QueryConfig(false);

    private final VersionedKeyValueStore<String, ReadingRecord> meters;
    private final String account;
    private boolean latestKnown;
    private @Nullable Reading latest;

    /** The readings of an account. */
    public VersionedMeterHistory(VersionedKeyValueStore<String, ReadingRecord> meters, String account) {
        this.meters = meters;
        this.account = account;
    }

    /**
     * Writes a reading.
     *
     * @throws IllegalStateException if the store keeps nothing that old: then whoever let it come here did not look at the floor
     */
    public void put(AccountId id, Reading reading) {
        long validTo =
                meters.put(account, Readings.record(id, reading), reading.at().toEpochMilli());
        if (validTo == VersionedKeyValueStore.PUT_RETURN_CODE_NOT_PUT) {
            throw new IllegalStateException(
                    "reading of %s at %s: the store keeps nothing that old".formatted(account, reading.at()));
        }
        if (latestKnown && (latest == null || !reading.at().isBefore(latest.at()))) {
            latest = reading;
        }
    }

    @Override
    public @Nullable Reading asOf(Instant at) {
        Reading newest = latest();
        if (newest == null || !at.isBefore(newest.at())) {
            return newest;
        }
        return at.toEpochMilli() < 0 ? null : reading(meters.get(account, at.toEpochMilli()));
    }

    @Override
    public @Nullable Reading latest() {
        if (!latestKnown) {
            latest = reading(meters.get(account));
            latestKnown = true;
        }
        return latest;
    }

    @Override
    public @Nullable Reading after(Instant at) {
        Reading newest = latest();
        if (newest == null || !newest.at().isAfter(at)) {
            return null;
        }
        QueryResult<VersionedRecordIterator<ReadingRecord>> result = meters.query(
                MultiVersionedKeyQuery.<String, ReadingRecord>withKey(account)
                        .fromTime(at.isBefore(Instant.EPOCH) ? Instant.EPOCH : at)
                        .withAscendingTimestamps(),
                PositionBound.unbounded(),
                CONFIG);
        if (result.isFailure()) {
            throw new IllegalStateException(
                    "readings of %s after %s: %s".formatted(account, at, result.getFailureMessage()));
        }
        try (VersionedRecordIterator<ReadingRecord> readings = result.getResult()) {
            while (readings.hasNext()) {
                VersionedRecord<ReadingRecord> next = readings.next();
                if (next.timestamp() > at.toEpochMilli()) {
                    return reading(next);
                }
            }
        }
        return null;
    }

    private static @Nullable Reading reading(@Nullable VersionedRecord<ReadingRecord> version) {
        return version == null ? null : Readings.reading(version.value());
    }
}
