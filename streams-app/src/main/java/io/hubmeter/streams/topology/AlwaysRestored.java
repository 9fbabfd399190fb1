package io.hubmeter.streams.topology;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.query.Position;
import org.apache.kafka.streams.query.PositionBound;
import org.apache.kafka.streams.query.Query;
import org.apache.kafka.streams.query.QueryConfig;
import org.apache.kafka.streams.query.QueryResult;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.VersionedBytesStore;
import org.apache.kafka.streams.state.VersionedBytesStoreSupplier;

/**
 * A versioned store that starts empty whenever it is opened, and so is restored from its changelog.
 *
 * <p>A versioned store of Kafka Streams 4.3 keeps in memory which segments it has, and does not look for those on disk when it
 * is opened: after a clean restart every older version is there but never found, and all that an account ever used would count
 * as used in every window. Only writing, as restoration does, makes segments known. The price is about five seconds for a
 * million readings at each start.
 */
final class AlwaysRestored implements VersionedBytesStore {
    private final VersionedBytesStore store;

    private AlwaysRestored(VersionedBytesStore store) {
        this.store = store;
    }

    /** The stores of a supplier, each restored whenever it is opened. */
    static VersionedBytesStoreSupplier of(VersionedBytesStoreSupplier supplier) {
        return new VersionedBytesStoreSupplier() {
            @Override
            public String name() {
                return supplier.name();
            }

            @Override
            public VersionedBytesStore get() {
                return new AlwaysRestored((VersionedBytesStore) supplier.get());
            }

            @Override
            public String metricsScope() {
                return supplier.metricsScope();
            }

            @Override
            public long historyRetentionMs() {
                return supplier.historyRetentionMs();
            }
        };
    }

    @Override
    public void init(StateStoreContext context, StateStore root) {
        try {
            Utils.delete(context.stateDir()
                    .toPath()
                    .resolve("rocksdb")
                    .resolve(name())
                    .toFile());
        } catch (IOException e) {
            throw new UncheckedIOException("store " + name() + ": its old files cannot be removed", e);
        }
        store.init(context, root);
    }

    /** False, so that no checkpoint is kept and restoration begins at the beginning. */
    @Override
    public boolean persistent() {
        return false;
    }

    @Override
    public String name() {
        return store.name();
    }

    @Override
    public void close() {
        store.close();
    }

    @Override
    public boolean isOpen() {
        return store.isOpen();
    }

    @Override
    public Position getPosition() {
        return store.getPosition();
    }

    @Override
    public <R> QueryResult<R> query(Query<R> query, PositionBound positionBound, QueryConfig config) {
        return store.query(query, positionBound, config);
    }

    @Override
    public long put(Bytes key, byte[] value, long timestamp) {
        return store.put(key, value, timestamp);
    }

    @Override
    public byte[] get(Bytes key) {
        return store.get(key);
    }

    @Override
    public byte[] get(Bytes key, long asOfTimestamp) {
        return store.get(key, asOfTimestamp);
    }

    @Override
    public byte[] delete(Bytes key, long timestamp) {
        return store.delete(key, timestamp);
    }

    @Override
    public void put(Bytes key, byte[] value) {
        store.put(key, value);
    }

    @Override
    public byte[] putIfAbsent(Bytes key, byte[] value) {
        return store.putIfAbsent(key, value);
    }

    @Override
    public void putAll(List<KeyValue<Bytes, byte[]>> entries) {
        store.putAll(entries);
    }

    @Override
    public byte[] delete(Bytes key) {
        return store.delete(key);
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> range(Bytes from, Bytes to) {
        return store.range(from, to);
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> all() {
        return store.all();
    }

    @Override
    public long approximateNumEntries() {
        return store.approximateNumEntries();
    }

    @Override
    public void commit(Map<TopicPartition, Long> changelogOffsets) {
        store.commit(changelogOffsets);
    }
}
