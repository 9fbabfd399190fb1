package io.hubmeter.streams.query;

import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Reading;
import io.hubmeter.schemas.avro.ReadingRecord;
import io.hubmeter.wire.Readings;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.apache.kafka.streams.query.MultiVersionedKeyQuery;
import org.apache.kafka.streams.query.Query;
import org.apache.kafka.streams.query.VersionedKeyQuery;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.VersionedRecord;
import org.apache.kafka.streams.state.VersionedRecordIterator;
import org.jspecify.annotations.Nullable;

/** The meter of one account, which one thread writes while others read it version by version, as from the real store. */
final class ChangingMeter implements StoreReader {
    private final AccountId account;
    private final ConcurrentSkipListMap<Long, ReadingRecord> versions = new ConcurrentSkipListMap<>();

    ChangingMeter(AccountId account) {
        this.account = account;
    }

    void put(Reading reading) {
        versions.put(reading.at().toEpochMilli(), Readings.record(account, reading));
    }

    @Override
    public boolean isActive() {
        return true;
    }

    @Override
    @SuppressWarnings("unchecked")
    public <R> @Nullable R query(String store, int partition, Query<R> query) {
        if (query instanceof VersionedKeyQuery<?, ?> one) {
            return (R)
                    (one.asOfTimestamp().isPresent() ? asOf(one.asOfTimestamp().get()) : latest());
        }
        return (R) from((MultiVersionedKeyQuery<?, ?>) query);
    }

    private @Nullable VersionedRecord<ReadingRecord> latest() {
        Map.Entry<Long, ReadingRecord> found = versions.lastEntry();
        return found == null ? null : new VersionedRecord<>(found.getValue(), found.getKey());
    }

    private @Nullable VersionedRecord<ReadingRecord> asOf(Instant at) {
        Map.Entry<Long, ReadingRecord> found = versions.floorEntry(at.toEpochMilli());
        if (found == null) {
            return null;
        }
        Long next = versions.higherKey(found.getKey());
        return next == null
                ? new VersionedRecord<>(found.getValue(), found.getKey())
                : new VersionedRecord<>(found.getValue(), found.getKey(), next);
    }

    private VersionedRecordIterator<ReadingRecord> from(MultiVersionedKeyQuery<?, ?> query) {
        long fromMs = query.fromTime().map(Instant::toEpochMilli).orElse(Long.MIN_VALUE);
        Iterator<Map.Entry<Long, ReadingRecord>> each =
                versions.tailMap(fromMs).entrySet().iterator();
        return new VersionedRecordIterator<>() {
            @Override
            public boolean hasNext() {
                return each.hasNext();
            }

            @Override
            public VersionedRecord<ReadingRecord> next() {
                Map.Entry<Long, ReadingRecord> next = each.next();
                return new VersionedRecord<>(next.getValue(), next.getKey());
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public <K, V> @Nullable V get(NamedStore<K, V> store, int partition, K key) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <K, V> KeyValueIterator<K, V> range(NamedStore<K, V> store, int partition, K first, K last) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <K, V> KeyValueIterator<K, V> all(NamedStore<K, V> store, int partition) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long count(NamedStore<?, ?> store, int partition) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <V> List<V> windows(String store, int partition, String key, Instant from, Instant to) {
        throw new UnsupportedOperationException();
    }
}
