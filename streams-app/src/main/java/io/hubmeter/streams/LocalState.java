package io.hubmeter.streams;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsException;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.DBOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The folder with an instance's copies of the stores: a copy can be damaged or the disk full, and neither loses anything. */
final class LocalState {
    private static final Logger LOG = LoggerFactory.getLogger(LocalState.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(30);
    /** The file that names what else belongs to a RocksDB; there is one in the folder of each. */
    private static final String ROCKSDB = "CURRENT";

    private final Path folder;
    private final String applicationId;

    LocalState(Path folder, String applicationId) {
        this.folder = folder;
        this.applicationId = applicationId;
    }

    /**
     * Starts on the copies that are there, and once more without those that turn out to be damaged.
     *
     * @param making makes one to start
     * @throws StartRefused if the copies cannot be opened for another reason
     */
    KafkaStreams started(Supplier<KafkaStreams> making) {
        KafkaStreams streams = making.get();
        try {
            streams.start();
            return streams;
        } catch (StreamsException e) {
            streams.close(CLOSE_TIMEOUT);
            if (!isDamaged(e)) {
                throw new StartRefused(
                        fullDisk(e).orElse("local copies of the stores: cannot be opened: " + e.getMessage()), e);
            }
            LOG.warn("a local copy of a store cannot be opened: {}", e.getMessage());
        }
        removeDamaged();
        KafkaStreams again = making.get();
        try {
            again.start();
            return again;
        } catch (RuntimeException e) {
            again.close(CLOSE_TIMEOUT);
            throw e;
        }
    }

    /** @throws StartRefused if nothing can be written in the folder */
    void needWritable() {
        try {
            Files.createDirectories(folder);
            Path probe = Files.createTempFile(folder, "probe", null);
            Files.write(probe, new byte[1]);
            Files.delete(probe);
        } catch (IOException e) {
            throw new StartRefused(
                    "state folder %s: found that it cannot be written (%s: %s), expected a folder on a disk with space; nothing is lost: free it, or name another one, and start again"
                            .formatted(folder, e.getClass().getSimpleName(), e.getMessage()),
                    e);
        }
    }

    /** Whether the bytes of a local copy are not what was written. */
    static boolean isDamaged(@Nullable Throwable exception) {
        return isCausedBy(
                exception,
                cause -> (cause.getStatus() != null && cause.getStatus().getCode() == Status.Code.Corruption)
                        || String.valueOf(cause.getMessage()).startsWith("Corruption"));
    }

    /** A sentence for whoever has to mend it, if an exception says that there was no space left. */
    Optional<String> fullDisk(@Nullable Throwable exception) {
        boolean isFull = isCausedBy(
                exception,
                cause -> (cause.getStatus() != null && cause.getStatus().getSubCode() == Status.SubCode.NoSpace)
                        || String.valueOf(cause.getMessage()).contains("No space left")
                        || String.valueOf(cause.getMessage()).contains("File too large"));
        return isFull
                ? Optional.of(
                        "state folder %s: no space is left on its disk; nothing is lost: free some and start again"
                                .formatted(folder))
                : Optional.empty();
    }

    private static boolean isCausedBy(@Nullable Throwable exception, Predicate<RocksDBException> kind) {
        for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
            if (cause instanceof RocksDBException rocks && kind.test(rocks)) {
                return true;
            }
        }
        return false;
    }

    /** Removes the copies of every task of which one cannot be read; they are restored when the task starts. Nothing may be open. */
    private void removeDamaged() {
        try (Stream<Path> tasks = Files.list(folder.resolve(applicationId))) {
            for (Path task : tasks.filter(Files::isDirectory).toList()) {
                if (hasDamage(task)) {
                    Utils.delete(task.toFile());
                }
            }
        } catch (IOException e) {
            throw new StartRefused(
                    "state folder %s: what is damaged cannot be removed: %s; remove the folder yourself, nothing is lost"
                            .formatted(folder, e.getMessage()),
                    e);
        }
    }

    private static boolean hasDamage(Path task) throws IOException {
        try (Stream<Path> files = Files.walk(task)) {
            for (Path file : files.filter(path -> path.endsWith(ROCKSDB)).toList()) {
                Path store = file.resolveSibling("");
                try {
                    read(store.toString());
                } catch (RocksDBException e) {
                    LOG.warn(
                            "local copies of task {} are removed and restored from Kafka: {} is damaged: {}",
                            task.getFileName(),
                            store,
                            e.getMessage());
                    return true;
                }
            }
        }
        return false;
    }

    /** All of it: a block is not compared with its checksum before it is read. */
    private static void read(String store) throws RocksDBException {
        RocksDB.loadLibrary();
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        try (Options options = new Options();
                DBOptions dbOptions = new DBOptions()) {
            List<ColumnFamilyDescriptor> families = RocksDB.listColumnFamilies(options, store).stream()
                    .map(ColumnFamilyDescriptor::new)
                    .toList();
            try (RocksDB db = RocksDB.openReadOnly(dbOptions, store, families, handles)) {
                try {
                    db.verifyChecksum();
                } finally {
                    handles.forEach(ColumnFamilyHandle::close);
                }
            }
        }
    }
}
