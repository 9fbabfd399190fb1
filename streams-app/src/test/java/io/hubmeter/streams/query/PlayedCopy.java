package io.hubmeter.streams.query;

import io.hubmeter.streams.state.avro.SourceStateRecord;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.query.Query;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.jspecify.annotations.Nullable;

/** A copy that tells nothing but when its one source was heard. */
class PlayedCopy implements StoreReader {
    private final @Nullable Instant heardAt;

    /**
     * A copy that is whole.
     *
     * @param heardAt null if it is not known
     */
    PlayedCopy(@Nullable Instant heardAt) {
        this.heardAt = heardAt;
    }

    @Override
    public boolean isActive() {
        // So that what it has heard is taken as it is.
        return true;
    }

    @Override
    @SuppressWarnings("unchecked")
    public <K, V> KeyValueIterator<K, V> all(NamedStore<K, V> store, int partition) {
        if (heardAt == null) {
            throw new StateUnavailable("restoring");
        }
        var source = new SourceStateRecord(List.of(PlayedGroup.REALM), heardAt, 0L, false, null, null, null, null, 0L);
        return iterator(
                List.of((KeyValue<K, V>) KeyValue.pair("source", source)).iterator());
    }

    static <K, V> KeyValueIterator<K, V> iterator(Iterator<KeyValue<K, V>> each) {
        return new KeyValueIterator<>() {
            @Override
            public boolean hasNext() {
                return each.hasNext();
            }

            @Override
            public KeyValue<K, V> next() {
                return each.next();
            }

            @Override
            public K peekNextKey() {
                throw new UnsupportedOperationException();
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public <K, V> @Nullable V get(NamedStore<K, V> store, int partition, K key) {
        throw new UnsupportedOperationException(store.name());
    }

    @Override
    public <K, V> KeyValueIterator<K, V> range(NamedStore<K, V> store, int partition, K first, K last) {
        throw new UnsupportedOperationException(store.name());
    }

    @Override
    public long count(NamedStore<?, ?> store, int partition) {
        throw new UnsupportedOperationException(store.name());
    }

    @Override
    public <V> List<V> windows(String store, int partition, String key, Instant from, Instant to) {
        throw new UnsupportedOperationException(store);
    }

    @Override
    public <R> @Nullable R query(String store, int partition, Query<R> query) {
        throw new UnsupportedOperationException(store);
    }
}
