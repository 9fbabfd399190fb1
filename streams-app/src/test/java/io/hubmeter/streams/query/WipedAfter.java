package io.hubmeter.streams.query;

import java.time.Instant;
import java.util.List;
import org.apache.kafka.streams.query.Query;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.jspecify.annotations.Nullable;

/** A copy whose meters are gone after so many queries. */
final class WipedAfter implements StoreReader {
    private final LaggingCopy copy;
    private int queries;

    WipedAfter(LaggingCopy copy, int queries) {
        this.copy = copy;
        this.queries = queries;
    }

    @Override
    public boolean isActive() {
        return false;
    }

    @Override
    public <K, V> @Nullable V get(NamedStore<K, V> store, int partition, K key) {
        return copy.get(store, partition, key);
    }

    @Override
    public <K, V> KeyValueIterator<K, V> range(NamedStore<K, V> store, int partition, K first, K last) {
        return copy.range(store, partition, first, last);
    }

    @Override
    public <K, V> KeyValueIterator<K, V> all(NamedStore<K, V> store, int partition) {
        return copy.all(store, partition);
    }

    @Override
    public long count(NamedStore<?, ?> store, int partition) {
        return copy.count(store, partition);
    }

    @Override
    public <V> List<V> windows(String store, int partition, String key, Instant from, Instant to) {
        return copy.windows(store, partition, key, from, to);
    }

    @Override
    public <R> @Nullable R query(String store, int partition, Query<R> query) {
        if (queries-- == 0) {
            copy.wipe();
        }
        return copy.query(store, partition, query);
    }
}
