package io.hubmeter.streams.topology;

import java.io.File;
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
 * A window store whose task can be taken over, and be opened again. It makes up for two faults of window stores in Kafka Streams 4.3:
 *
 * <ul>
 *   <li>They remember in their segments how far they go. One without segments, of a changelog without records, cannot say so, and the
 *       whole task counts as corrupted: its folder is removed and all its stores are restored from their beginning, at each start
 *       and whenever another instance takes it over. So this one has a segment from the first, that of 1970, which goes with the
 *       first record.
 *   <li>They open segments one after the other. If one was not closed properly, the task's folder is removed and the same store is
 *       opened again; but it still has the segment that could not be opened, takes it for an open one, and the restoration ends in
 *       a {@code NullPointerException}. So this one is closed if opening it fails: a store that is closed has no segments.
 * </ul>
 */
class RecoverableWindowStore extends DelegatingStore<WindowStore<Bytes, byte[]>> implements WindowStore<Bytes, byte[]> {
    private static final Bytes NO_KEY = Bytes.wrap(new byte[] {0});

    private RecoverableWindowStore(WindowStore<Bytes, byte[]> store) {
        super(store);
    }

    /** As the interface of the wrapped store says whether its values have a timestamp, this one has to say so too. */
    private static final class Timestamped extends RecoverableWindowStore implements TimestampedBytesStore {
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
                return store instanceof TimestampedBytesStore
                        ? new Timestamped(store)
                        : new RecoverableWindowStore(store);
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
            if (hasNoSegment(context)) {
                store().put(NO_KEY, null, 0);
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private boolean hasNoSegment(StateStoreContext context) {
        String[] segments = new File(context.stateDir(), name()).list();
        return segments == null || segments.length == 0;
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
