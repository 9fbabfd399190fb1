package io.hubmeter.streams.topology;

import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.kstream.Windowed;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.TimestampedBytesStore;
import org.apache.kafka.streams.state.WindowBytesStoreSupplier;
import org.apache.kafka.streams.state.WindowStore;
import org.apache.kafka.streams.state.WindowStoreIterator;

/**
 * A window store that is closed if opening it fails, so that it can be opened again.
 *
 * <p>A window store of Kafka Streams 4.3 opens its segments one after the other. If one was not closed properly, the task's folder is
 * removed and the same store is opened again; but it still has the segment that could not be opened, takes it for an open one, and the
 * restoration ends in a {@code NullPointerException}. A store that is closed has no segments.
 */
class ReopenedWindowStore extends DelegatingStore<WindowStore<Bytes, byte[]>> implements WindowStore<Bytes, byte[]> {
    private ReopenedWindowStore(WindowStore<Bytes, byte[]> store) {
        super(store);
    }

    /** As the interface of the wrapped store says whether its values have a timestamp, this one has to say so too. */
    private static final class Timestamped extends ReopenedWindowStore implements TimestampedBytesStore {
        Timestamped(WindowStore<Bytes, byte[]> store) {
            super(store);
        }
    }

    /** The stores of a supplier. */
    static WindowBytesStoreSupplier of(WindowBytesStoreSupplier supplier) {
        return new WindowBytesStoreSupplier() {
            @Override
            public String name() {
                return supplier.name();
            }

            @Override
            public WindowStore<Bytes, byte[]> get() {
                WindowStore<Bytes, byte[]> store = supplier.get();
                return store instanceof TimestampedBytesStore ? new Timestamped(store) : new ReopenedWindowStore(store);
            }

            @Override
            public String metricsScope() {
                return supplier.metricsScope();
            }

            @Override
            public long segmentIntervalMs() {
                return supplier.segmentIntervalMs();
            }

            @Override
            public long windowSize() {
                return supplier.windowSize();
            }

            @Override
            public boolean retainDuplicates() {
                return supplier.retainDuplicates();
            }

            @Override
            public long retentionPeriod() {
                return supplier.retentionPeriod();
            }
        };
    }

    @Override
    public final void init(StateStoreContext context, StateStore root) {
        try {
            super.init(context, root);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    @Override
    public final void put(Bytes key, byte[] value, long windowStartTimestamp) {
        store().put(key, value, windowStartTimestamp);
    }

    @Override
    public final byte[] fetch(Bytes key, long time) {
        return store().fetch(key, time);
    }

    @Override
    public final WindowStoreIterator<byte[]> fetch(Bytes key, long timeFrom, long timeTo) {
        return store().fetch(key, timeFrom, timeTo);
    }

    @Override
    public final WindowStoreIterator<byte[]> backwardFetch(Bytes key, long timeFrom, long timeTo) {
        return store().backwardFetch(key, timeFrom, timeTo);
    }

    @Override
    public final KeyValueIterator<Windowed<Bytes>, byte[]> fetch(Bytes from, Bytes to, long timeFrom, long timeTo) {
        return store().fetch(from, to, timeFrom, timeTo);
    }

    @Override
    public final KeyValueIterator<Windowed<Bytes>, byte[]> backwardFetch(
            Bytes from, Bytes to, long timeFrom, long timeTo) {
        return store().backwardFetch(from, to, timeFrom, timeTo);
    }

    @Override
    public final KeyValueIterator<Windowed<Bytes>, byte[]> all() {
        return store().all();
    }

    @Override
    public final KeyValueIterator<Windowed<Bytes>, byte[]> backwardAll() {
        return store().backwardAll();
    }

    @Override
    public final KeyValueIterator<Windowed<Bytes>, byte[]> fetchAll(long timeFrom, long timeTo) {
        return store().fetchAll(timeFrom, timeTo);
    }

    @Override
    public final KeyValueIterator<Windowed<Bytes>, byte[]> backwardFetchAll(long timeFrom, long timeTo) {
        return store().backwardFetchAll(timeFrom, timeTo);
    }
}
