package io.hubmeter.streams.state;

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

/** The readings of one account in the versioned store of a task, for use on the task's own thread. */
public final class VersionedMeterHistory implements MeterHistory {
    private static final QueryConfig CONFIG = new QueryConfig(false);

    private final VersionedKeyValueStore<String, ReadingRecord> meters;
    private final String account;

    /** The readings of an account. */
    public VersionedMeterHistory(VersionedKeyValueStore<String, ReadingRecord> meters, String account) {
        this.meters = meters;
        this.account = account;
    }

    @Override
    public @Nullable Reading asOf(Instant at) {
        return at.toEpochMilli() < 0 ? null : reading(meters.get(account, at.toEpochMilli()));
    }

    @Override
    public @Nullable Reading latest() {
        return reading(meters.get(account));
    }

    @Override
    public @Nullable Reading after(Instant at) {
        VersionedRecord<ReadingRecord> newest = meters.get(account);
        if (newest == null || newest.timestamp() <= at.toEpochMilli()) {
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
