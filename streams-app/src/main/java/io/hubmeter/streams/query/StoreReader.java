package io.hubmeter.streams.query;

import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.query.Query;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.jspecify.annotations.Nullable;

/**
 * Reads one store of one partition of this instance. Every method throws {@link StateUnavailable} if the instance has no copy of
 * the partition that can be read now.
 */
interface StoreReader {
    /** Whether only the copy that is worked on is read, which is always whole. */
    boolean isActive();

    /** The value of a key in a key-value store; null if there is none. */
    <K, V> @Nullable V get(NamedStore<K, V> store, int partition, K key);

    /** The entries of a key-value store between two keys, both included; to be closed. */
    <K, V> KeyValueIterator<K, V> range(NamedStore<K, V> store, int partition, K first, K last);

    /** All entries of a key-value store; to be closed. */
    <K, V> KeyValueIterator<K, V> all(NamedStore<K, V> store, int partition);

    /** How many entries a key-value store in memory has. */
    long count(NamedStore<?, ?> store, int partition);

    /** The values of a key in a window store whose windows start in {@code [from, to)}, in the order of time. */
    <V> List<V> windows(String store, int partition, String key, Instant from, Instant to);

    /** The result of a query to a versioned store; null if it found nothing. */
    <R> @Nullable R query(String store, int partition, Query<R> query);

    /** Shows every entry between two keys, both included, to whoever wants them. */
    default <K, V> void each(NamedStore<K, V> store, int partition, K first, K last, Consumer<KeyValue<K, V>> wants) {
        try (KeyValueIterator<K, V> range = range(store, partition, first, last)) {
            while (hasNext(store, partition, range)) {
                wants.accept(next(store, partition, range));
            }
        }
    }

    private static boolean hasNext(NamedStore<?, ?> store, int partition, KeyValueIterator<?, ?> range) {
        return KafkaStoreReader.reading(store.name(), partition, range::hasNext);
    }

    private static <K, V> KeyValue<K, V> next(NamedStore<K, V> store, int partition, KeyValueIterator<K, V> range) {
        return KafkaStoreReader.reading(store.name(), partition, range::next);
    }
}
