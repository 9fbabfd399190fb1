package io.hubmeter.streams.query;

import io.hubmeter.schemas.avro.PolicyRecord;
import io.hubmeter.streams.state.avro.AccountStateRecord;
import io.hubmeter.streams.state.avro.PodHistoryRecord;
import io.hubmeter.streams.state.avro.SourceStateRecord;
import io.hubmeter.streams.topology.StoreNames;
import org.apache.kafka.common.utils.Bytes;

/**
 * A key-value store and what it holds.
 *
 * @param name one of {@link StoreNames}
 * @param <K> its keys
 * @param <V> its values
 */
record NamedStore<K, V>(String name) {
    static final NamedStore<String, PolicyRecord> POLICY = new NamedStore<>(StoreNames.POLICY);
    static final NamedStore<String, AccountStateRecord> ACCOUNTS = new NamedStore<>(StoreNames.ACCOUNTS);
    static final NamedStore<String, SourceStateRecord> SOURCES = new NamedStore<>(StoreNames.SOURCES);
    static final NamedStore<Bytes, PodHistoryRecord> OPEN_PODS = new NamedStore<>(StoreNames.OPEN_PODS);
}
