package io.hubmeter.streams.query;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.query.Query;
import org.apache.kafka.streams.query.QueryResult;
import org.apache.kafka.streams.query.StateQueryRequest;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyWindowStore;
import org.apache.kafka.streams.state.WindowStoreIterator;
import org.jspecify.annotations.Nullable;

/**
 * Reads one store of one partition of this instance.
 *
 * <p>Versioned stores are asked through interactive queries of version 2 (KIP-796), the only ones that know them. Key-value
 * stores are read as version 1 does: in Kafka Streams 4.3.1 a version 2 query locks a store's position and then the store, and
 * a write locks the store and then its position, so the two can wait for each other for ever (ADR 0009).
 *
 * <p>Key-value stores are read from running tasks only: one that is being restored would answer with what it has so far, and
 * what it says of the time heard would make that look fresh. So whoever reads a versioned store reads the time heard first.
 */
final class StoreReader {
    private final KafkaStreams streams;

    StoreReader(KafkaStreams streams) {
        this.streams = streams;
    }

    /**
     * The value of a key in a key-value store; null if there is none.
     *
     * @throws StateUnavailable if this instance has no copy of the partition that can be read now
     */
    <K, V> @Nullable V get(NamedStore<K, V> store, int partition, K key) {
        return reading(
                store.name(), partition, () -> keyValueStore(store, partition).get(key));
    }

    /**
     * The entries of a key-value store between two keys, both included; to be closed.
     *
     * @throws StateUnavailable if this instance has no copy of the partition that can be read now
     */
    <K, V> KeyValueIterator<K, V> range(NamedStore<K, V> store, int partition, K first, K last) {
        return reading(
                store.name(), partition, () -> keyValueStore(store, partition).range(first, last));
    }

    /**
     * Shows every entry between two keys, both included, to whoever wants them.
     *
     * @throws StateUnavailable if this instance has no copy of the partition that can be read now, or not to the end
     */
    <K, V> void each(NamedStore<K, V> store, int partition, K first, K last, Consumer<KeyValue<K, V>> wants) {
        try (KeyValueIterator<K, V> range = range(store, partition, first, last)) {
            while (reading(store.name(), partition, range::hasNext)) {
                wants.accept(reading(store.name(), partition, range::next));
            }
        }
    }

    /**
     * All entries of a key-value store; to be closed.
     *
     * @throws StateUnavailable if this instance has no copy of the partition that can be read now
     */
    <K, V> KeyValueIterator<K, V> all(NamedStore<K, V> store, int partition) {
        return reading(
                store.name(), partition, () -> keyValueStore(store, partition).all());
    }

    /**
     * The values of a key in a window store whose windows start in {@code [from, to)}, in the order of time.
     *
     * @throws StateUnavailable if this instance has no copy of the partition that can be read now
     */
    <V> List<V> windows(String store, int partition, String key, Instant from, Instant to) {
        return reading(store, partition, () -> {
            ReadOnlyWindowStore<String, V> windows = streams.store(
                    StoreQueryParameters.fromNameAndType(store, QueryableStoreTypes.<String, V>windowStore())
                            .withPartition(partition));
            List<V> values = new ArrayList<>();
            try (WindowStoreIterator<V> found = windows.fetch(key, from, to.minusMillis(1))) {
                found.forEachRemaining(window -> values.add(window.value));
            }
            return values;
        });
    }

    private <K, V> ReadOnlyKeyValueStore<K, V> keyValueStore(NamedStore<K, V> store, int partition) {
        return streams.store(
                StoreQueryParameters.fromNameAndType(store.name(), store.type()).withPartition(partition));
    }

    private static <T extends @Nullable Object> T reading(String store, int partition, Supplier<T> read) {
        try {
            return read.get();
        } catch (StreamsException | IllegalStateException e) {
            throw new StateUnavailable("store %s of partition %d: %s".formatted(store, partition, e.getMessage()), e);
        }
    }

    /**
     * The result of a query to a versioned store; null if it found nothing.
     *
     * @throws StateUnavailable if this instance has no copy of the partition that can be read now
     */
    <R> @Nullable R query(String store, int partition, Query<R> query) {
        QueryResult<R> result = reading(
                store,
                partition,
                () -> streams.query(StateQueryRequest.inStore(store)
                                .withQuery(query)
                                .withPartitions(Set.of(partition)))
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
