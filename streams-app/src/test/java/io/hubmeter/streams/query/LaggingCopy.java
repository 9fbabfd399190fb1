package io.hubmeter.streams.query;

import io.hubmeter.schemas.ConfluentAvroSerde;
import io.hubmeter.schemas.avro.GrantRecord;
import io.hubmeter.schemas.avro.PolicyRecord;
import io.hubmeter.schemas.avro.ReadingRecord;
import io.hubmeter.schemas.registry.SchemaRegistryClient;
import io.hubmeter.streams.state.avro.SourceStateRecord;
import io.hubmeter.streams.topology.StoreNames;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.query.MultiVersionedKeyQuery;
import org.apache.kafka.streams.query.Query;
import org.apache.kafka.streams.query.ResultOrder;
import org.apache.kafka.streams.query.VersionedKeyQuery;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.VersionedRecord;
import org.apache.kafka.streams.state.VersionedRecordIterator;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/** A standby's copy of one partition, each of whose stores is as far as it was told to read its changelog. */
final class LaggingCopy implements StoreReader {
    /** The stores that an assessment rests on. */
    static final List<String> STORES =
            List.of(StoreNames.METERS, StoreNames.SOURCES, StoreNames.GRANTS, StoreNames.POLICY);

    private final SchemaRegistryClient registry;
    private final Map<Class<?>, Deserializer<? extends SpecificRecord>> deserializers = new HashMap<>();
    private final TreeMap<String, TreeMap<Long, ReadingRecord>> meters = new TreeMap<>();
    private final Map<String, TreeMap<Bytes, SpecificRecord>> stores = new TreeMap<>();

    LaggingCopy(SchemaRegistryClient registry) {
        this.registry = registry;
        STORES.forEach(store -> stores.put(store, new TreeMap<>()));
    }

    /** Reads on: what a changelog's next records say. */
    void restore(String store, List<TestRecord<byte[], byte[]>> changes) {
        for (TestRecord<byte[], byte[]> change : changes) {
            switch (store) {
                case StoreNames.METERS ->
                    meters.computeIfAbsent(new String(change.key(), StandardCharsets.UTF_8), key -> new TreeMap<>())
                            .put(change.timestamp(), value(ReadingRecord.class, change));
                case StoreNames.SOURCES ->
                    entries(store).put(Bytes.wrap(change.key()), value(SourceStateRecord.class, change));
                case StoreNames.GRANTS ->
                    entries(store).put(Bytes.wrap(change.key()), value(GrantRecord.class, change));
                case StoreNames.POLICY ->
                    entries(store).put(Bytes.wrap(change.key()), value(PolicyRecord.class, change));
                default -> throw new IllegalArgumentException(store);
            }
        }
    }

    /** Begins anew from nothing. */
    void wipe() {
        meters.clear();
    }

    private NavigableMap<Bytes, SpecificRecord> entries(String store) {
        return Objects.requireNonNull(stores.get(store), store);
    }

    private <T extends SpecificRecord> T value(Class<T> type, TestRecord<byte[], byte[]> change) {
        return type.cast(deserializers
                .computeIfAbsent(
                        type, one -> ConfluentAvroSerde.of(type, registry).deserializer())
                .deserialize("any", change.value()));
    }

    private static Bytes bytes(Object key) {
        return key instanceof Bytes bytes ? bytes : Bytes.wrap(key.toString().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public boolean isActive() {
        return false;
    }

    @Override
    @SuppressWarnings("unchecked")
    public <K, V> @Nullable V get(NamedStore<K, V> store, int partition, K key) {
        return (V) entries(store.name()).get(bytes(key));
    }

    @Override
    public <K, V> KeyValueIterator<K, V> range(NamedStore<K, V> store, int partition, K first, K last) {
        return iterator(entries(store.name()).subMap(bytes(first), true, bytes(last), true));
    }

    @Override
    public <K, V> KeyValueIterator<K, V> all(NamedStore<K, V> store, int partition) {
        return iterator(entries(store.name()));
    }

    @SuppressWarnings("unchecked")
    private static <K, V> KeyValueIterator<K, V> iterator(Map<Bytes, SpecificRecord> entries) {
        Iterator<Map.Entry<Bytes, SpecificRecord>> each =
                new TreeMap<>(entries).entrySet().iterator();
        return new KeyValueIterator<>() {
            @Override
            public boolean hasNext() {
                return each.hasNext();
            }

            @Override
            public KeyValue<K, V> next() {
                Map.Entry<Bytes, SpecificRecord> next = each.next();
                Object key = next.getValue() instanceof GrantRecord
                        ? next.getKey()
                        : new String(next.getKey().get(), StandardCharsets.UTF_8);
                return new KeyValue<>((K) key, (V) next.getValue());
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
    public long count(NamedStore<?, ?> store, int partition) {
        return entries(store.name()).size();
    }

    @Override
    public <V> List<V> windows(String store, int partition, String key, Instant from, Instant to) {
        throw new UnsupportedOperationException();
    }

    @Override
    @SuppressWarnings("unchecked")
    public <R> @Nullable R query(String store, int partition, Query<R> query) {
        if (query instanceof VersionedKeyQuery<?, ?> one) {
            return (R) version(one);
        }
        return (R) versions((MultiVersionedKeyQuery<?, ?>) query);
    }

    private @Nullable VersionedRecord<ReadingRecord> version(VersionedKeyQuery<?, ?> query) {
        TreeMap<Long, ReadingRecord> versions = meters.get(query.key().toString());
        if (versions == null) {
            return null;
        }
        long asOfMs = query.asOfTimestamp().map(Instant::toEpochMilli).orElse(Long.MAX_VALUE);
        Map.Entry<Long, ReadingRecord> found = versions.floorEntry(asOfMs);
        return found == null ? null : new VersionedRecord<>(found.getValue(), found.getKey());
    }

    private VersionedRecordIterator<ReadingRecord> versions(MultiVersionedKeyQuery<?, ?> query) {
        if (query.resultOrder() != ResultOrder.ASCENDING) {
            throw new UnsupportedOperationException();
        }
        long fromMs = query.fromTime().map(Instant::toEpochMilli).orElse(Long.MIN_VALUE);
        long toMs = query.toTime().map(Instant::toEpochMilli).orElse(Long.MAX_VALUE);
        TreeMap<Long, ReadingRecord> versions = meters.getOrDefault(query.key().toString(), new TreeMap<>());
        // What is in force at the beginning of the interval belongs to it.
        Long first = versions.floorKey(fromMs);
        Iterator<Map.Entry<Long, ReadingRecord>> each = new TreeMap<>(
                        versions.subMap(first == null ? fromMs : first, true, toMs, true))
                .entrySet()
                .iterator();
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
}
