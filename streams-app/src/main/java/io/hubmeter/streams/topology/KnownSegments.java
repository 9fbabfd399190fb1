package io.hubmeter.streams.topology;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.VersionedBytesStore;
import org.apache.kafka.streams.state.VersionedBytesStoreSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A versioned store that knows its segments as soon as it is opened, so that its files serve again after a clean stop.
 *
 * <p>A versioned store of Kafka Streams 4.3 keeps in memory which segments it has, and does not look for those on disk when it
 * is opened: every older version is there but never found, and all that an account ever used would count as used in every
 * window. Only writing makes a segment known. So the segments that exist are listed before the store is opened, and then a deletion
 * of a key that no account has is written at the start of each, from the oldest to the newest. That is below the change log, it is
 * the same at every opening, and it is never later than what the store has seen: it makes nothing expire.
 */
final class KnownSegments extends DelegatingVersionedStore {
    private static final Logger LOG = LoggerFactory.getLogger(KnownSegments.class);
    /** An account has a realm before its first slash. */
    private static final Bytes NO_ACCOUNT = Bytes.wrap(new byte[] {0});

    private final long intervalMs;

    private KnownSegments(VersionedBytesStore store, long intervalMs) {
        super(store);
        this.intervalMs = intervalMs;
    }

    /** The stores of a supplier, which has segments of the given length. */
    static VersionedBytesStoreSupplier of(VersionedBytesStoreSupplier supplier, Duration segmentInterval) {
        return new VersionedBytesStoreSupplier() {
            @Override
            public String name() {
                return supplier.name();
            }

            @Override
            public VersionedBytesStore get() {
                return new KnownSegments((VersionedBytesStore) supplier.get(), segmentInterval.toMillis());
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
        List<Long> segments = existing(
                context.stateDir().toPath().resolve("rocksdb").resolve(name()).toAbsolutePath());
        super.init(context, root);
        for (long segment : segments) {
            store().put(NO_ACCOUNT, null, segment * intervalMs);
        }
    }

    /** Of a folder that is not understood nothing is left: then Kafka Streams restores the store from its changelog. */
    private List<Long> existing(Path folder) {
        try {
            return SegmentsOnDisk.in(folder, intervalMs);
        } catch (SegmentsOnDisk.NotUnderstood e) {
            LOG.warn("store {} is removed here and restored from its changelog: {}", name(), e.getMessage());
            try {
                Utils.delete(folder.toFile());
            } catch (IOException cause) {
                throw new UncheckedIOException("store " + name() + ": its folder cannot be removed", cause);
            }
            return List.of();
        }
    }
}
