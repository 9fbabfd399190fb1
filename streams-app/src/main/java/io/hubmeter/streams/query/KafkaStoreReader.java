package io.hubmeter.streams.query;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.query.Query;
import org.apache.kafka.streams.query.QueryResult;
import org.apache.kafka.streams.query.StateQueryRequest;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.QueryableStoreType;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyWindowStore;
import org.apache.kafka.streams.state.WindowStoreIterator;
import org.jspecify.annotations.Nullable;

/**
 * Reads the stores of a running instance.
 *
 * <p>Versioned stores are asked through interactive queries of version 2 (KIP-796), the only ones that know them. Key-value
 * stores are read as version 1 does: in Kafka Streams 4.3.1 a version 2 query locks a store's position and then the store, and
 * a write locks the store and then its position, so the two can wait for each other for ever (ADR 0009).
 *
 * <p>A copy that is not worked on, a standby's or one that is being restored, has of each store what has come so far. Whoever
 * reads one asks {@link HeardTimes} how far that is, before and after.
 */
final class KafkaStoreReader implements StoreReader {
    private final KafkaStreams streams;
    private final boolean active;

    private KafkaStoreReader(KafkaStreams streams, boolean active) {
        this.streams = streams;
        this.active = active;
    }

    /** Reads only copies that this instance works on, while it does. */
    static KafkaStoreReader ofActive(KafkaStreams streams) {
        return new KafkaStoreReader(streams, true);
    }

    /** Reads whatever copy there is. */
    static KafkaStoreReader ofAny(KafkaStreams streams) {
        return new KafkaStoreReader(streams, false);
    }

    @Override
    public boolean isActive() {
        return active;
    }

    @Override
    public <K, V> @Nullable V get(NamedStore<K, V> store, int partition, K key) {
        return reading(
                store.name(), partition, () -> keyValueStore(store, partition).get(key));
    }

    @Override
    public <K, V> KeyValueIterator<K, V> range(NamedStore<K, V> store, int partition, K first, K last) {
        return reading(
                store.name(), partition, () -> keyValueStore(store, partition).range(first, last));
    }

    @Override
    public <K, V> KeyValueIterator<K, V> all(NamedStore<K, V> store, int partition) {
        return reading(
                store.name(), partition, () -> keyValueStore(store, partition).all());
    }

    @Override
    public long count(NamedStore<?, ?> store, int partition) {
        return reading(
                store.name(), partition, () -> keyValueStore(store, partition).approximateNumEntries());
    }

    @Override
    public <V> List<V> windows(String store, int partition, String key, Instant from, Instant to) {
        return reading(store, partition, () -> {
            ReadOnlyWindowStore<String, V> windows =
                    store(store, QueryableStoreTypes.<String, V>windowStore(), partition);
            List<V> values = new ArrayList<>();
            try (WindowStoreIterator<V> found = windows.fetch(key, from, to.minusMillis(1))) {
                found.forEachRemaining(window -> values.add(window.value));
            }
            return values;
        });
    }

    private <K, V> ReadOnlyKeyValueStore<K, V> keyValueStore(NamedStore<K, V> store, int partition) {
        return store(store.name(), store.type(), partition);
    }

    private <T> T store(String name, QueryableStoreType<T> type, int partition) {
        StoreQueryParameters<T> one =
                StoreQueryParameters.fromNameAndType(name, type).withPartition(partition);
        return streams.store(active ? one : one.enableStaleStores());
    }

    static <T extends @Nullable Object> T reading(String store, int partition, Supplier<T> read) {
        try {
            return read.get();
        } catch (StreamsException | IllegalStateException e) {
            throw new StateUnavailable("store %s of partition %d: %s".formatted(store, partition, e.getMessage()), e);
        }
    }

    @Override
    public <R> @Nullable R query(String store, int partition, Query<R> query) {
        StateQueryRequest<R> request =
                StateQueryRequest.inStore(store).withQuery(query).withPartitions(Set.of(partition));
        QueryResult<R> result = reading(
                store,
                partition,
                () -> streams.query(active ? request.requireActive() : request)
                        .getPartitionResults()
                        .get(partition));
        if (result == null) {
            throw new StateUnavailable("store %s: found no copy of partition %d here".formatted(store, partition));
        }
        if (result.isFailure()) {
            throw new StateUnavailable("store %s of partition %d: %s: %s"
                    .formatted(store, partition, result.getFailureReason(), result.getFailureMessage()));
        }
        return result.getResult();
    }
}
