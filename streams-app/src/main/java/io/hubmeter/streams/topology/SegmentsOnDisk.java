package io.hubmeter.streams.topology;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.DBOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/**
 * The segments that the folder of a closed versioned store holds.
 *
 * <p>All segments lie in one RocksDB. A key is that of the record behind the eight bytes of its segment's number, most significant
 * byte first; the newest versions lie in a segment with a negative number, which therefore comes last. A value begins with the
 * instant at which the newest of its versions was superseded, and that instant lies in the segment: what does not is of another
 * format or was written with segments of another length.
 */
final class SegmentsOnDisk {
    private static final int MOST_SEGMENTS = 10_000;

    private SegmentsOnDisk() {}

    /** A folder whose content is not that of a versioned store with segments of this length, or is damaged. */
    static final class NotUnderstood extends Exception {
        private static final long serialVersionUID = 1;

        NotUnderstood(String message) {
            super(message);
        }

        NotUnderstood(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * The numbers of the segments, ascending; empty if there is no such folder, or nothing in it. Takes one look-up for each segment,
     * however many versions it has, and changes nothing.
     *
     * @param folder of a store that is not open
     * @param intervalMs the length of a segment
     */
    static List<Long> in(Path folder, long intervalMs) throws NotUnderstood {
        if (!Files.exists(folder.resolve("CURRENT"))) {
            return List.of();
        }
        RocksDB.loadLibrary();
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        try (Options options = new Options();
                DBOptions dbOptions = new DBOptions()) {
            List<ColumnFamilyDescriptor> families = RocksDB.listColumnFamilies(options, folder.toString()).stream()
                    .map(ColumnFamilyDescriptor::new)
                    .toList();
            try (RocksDB db = RocksDB.openReadOnly(dbOptions, folder.toString(), families, handles)) {
                try (RocksIterator iterator = db.newIterator()) {
                    return numbers(folder, iterator, intervalMs);
                } finally {
                    handles.forEach(ColumnFamilyHandle::close);
                }
            }
        } catch (RocksDBException e) {
            throw new NotUnderstood("folder %s: cannot be read: %s".formatted(folder, e.getMessage()), e);
        }
    }

    private static List<Long> numbers(Path folder, RocksIterator iterator, long intervalMs)
            throws NotUnderstood, RocksDBException {
        List<Long> numbers = new ArrayList<>();
        iterator.seek(prefix(0));
        while (iterator.isValid()) {
            long number = first(folder, "key", iterator.key());
            if (number < 0) {
                break;
            }
            long supersededMs = first(folder, "value in segment " + number, iterator.value());
            if (supersededMs < 0 || supersededMs / intervalMs != number) {
                throw new NotUnderstood("folder %s: found a version superseded at %d in segment %d, expected segment %d"
                        .formatted(folder, supersededMs, number, supersededMs / intervalMs));
            }
            numbers.add(number);
            if (numbers.size() > MOST_SEGMENTS) {
                throw new NotUnderstood(
                        "folder %s: found more than %d segments, expected fewer".formatted(folder, MOST_SEGMENTS));
            }
            iterator.seek(prefix(number + 1));
        }
        iterator.status();
        return numbers;
    }

    private static byte[] prefix(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    private static long first(Path folder, String what, byte[] bytes) throws NotUnderstood {
        if (bytes.length < Long.BYTES) {
            throw new NotUnderstood("folder %s: found a %s of %d bytes, expected at least %d"
                    .formatted(folder, what, bytes.length, Long.BYTES));
        }
        return ByteBuffer.wrap(bytes).getLong();
    }
}
