package io.hubmeter.streams.topology;

import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.VersionedBytesStore;

/** A versioned store that hands every call on to another one, for stores that change one thing of it. */
abstract class DelegatingVersionedStore extends DelegatingStore<VersionedBytesStore> implements VersionedBytesStore {
    DelegatingVersionedStore(VersionedBytesStore store) {
        super(store);
    }

    @Override
    public long put(Bytes key, byte[] value, long timestamp) {
        return store().put(key, value, timestamp);
    }

    @Override
    public byte[] get(Bytes key) {
        return store().get(key);
    }

    @Override
    public byte[] get(Bytes key, long asOfTimestamp) {
        return store().get(key, asOfTimestamp);
    }

    @Override
    public byte[] delete(Bytes key, long timestamp) {
        return store().delete(key, timestamp);
    }

    @Override
    public void put(Bytes key, byte[] value) {
        store().put(key, value);
    }

    @Override
    public byte[] putIfAbsent(Bytes key, byte[] value) {
        return store().putIfAbsent(key, value);
    }

    @Override
    public void putAll(List<KeyValue<Bytes, byte[]>> entries) {
        store().putAll(entries);
    }

    @Override
    public byte[] delete(Bytes key) {
        return store().delete(key);
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> range(Bytes from, Bytes to) {
        return store().range(from, to);
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> all() {
        return store().all();
    }

    @Override
    public long approximateNumEntries() {
        return store().approximateNumEntries();
    }
}
