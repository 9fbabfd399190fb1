package io.hubmeter.streams.query;

import io.hubmeter.schemas.avro.DecisionRecord;
import io.hubmeter.schemas.avro.GrantRecord;
import io.hubmeter.schemas.avro.PolicyRecord;
import io.hubmeter.schemas.avro.StopRecord;
import io.hubmeter.streams.state.avro.AccountStateRecord;
import io.hubmeter.streams.state.avro.PodHistoryRecord;
import io.hubmeter.streams.state.avro.SourceStateRecord;
import io.hubmeter.streams.topology.StoreNames;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.QueryableStoreType;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * A key-value store and what it holds.
 *
 * @param name one of {@link StoreNames}
 * @param type how Kafka Streams offers it
 * @param <K> its keys
 * @param <V> its values
 */
record NamedStore<K, V>(String name, QueryableStoreType<ReadOnlyKeyValueStore<K, V>> type) {
    static final NamedStore<String, PolicyRecord> POLICY = named(StoreNames.POLICY);
    static final NamedStore<String, AccountStateRecord> ACCOUNTS = named(StoreNames.ACCOUNTS);
    static final NamedStore<Bytes, GrantRecord> GRANTS = named(StoreNames.GRANTS);
    static final NamedStore<String, SourceStateRecord> SOURCES = named(StoreNames.SOURCES);
    static final NamedStore<Bytes, PodHistoryRecord> OPEN_PODS = named(StoreNames.OPEN_PODS);

    static final NamedStore<Bytes, PodHistoryRecord> CLOSED_PODS = named(StoreNames.CLOSED_PODS);
    static final NamedStore<Bytes, StopRecord> STOPS = named(StoreNames.STOPS);
    static final NamedStore<Bytes, DecisionRecord> DECISIONS = named(StoreNames.DECISIONS);

    private static <K, V> NamedStore<K, V> named(String name) {
        return new NamedStore<>(name, QueryableStoreTypes.keyValueStore());
    }
}
