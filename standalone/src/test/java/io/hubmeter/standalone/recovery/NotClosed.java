package io.hubmeter.standalone.recovery;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.DBOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/** Makes a store look as if its process had been killed: Kafka Streams 4.3 notes in the store itself whether it is open. */
final class NotClosed {
    private static final byte[] STATUS = "status".getBytes(StandardCharsets.UTF_8);
    private static final byte[] OPEN =
            ByteBuffer.allocate(Long.BYTES).putLong(1).array();
    private static final String OFFSETS = "offsets";

    private NotClosed() {}

    static void mark(Path store) {
        RocksDB.loadLibrary();
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        try (Options options = new Options();
                DBOptions dbOptions = new DBOptions()) {
            List<ColumnFamilyDescriptor> families = RocksDB.listColumnFamilies(options, store.toString()).stream()
                    .map(ColumnFamilyDescriptor::new)
                    .toList();
            try (RocksDB db = RocksDB.open(dbOptions, store.toString(), families, handles)) {
                try {
                    for (ColumnFamilyHandle handle : handles) {
                        if (new String(handle.getName(), StandardCharsets.UTF_8).equals(OFFSETS)) {
                            db.put(handle, STATUS, OPEN);
                        }
                    }
                } finally {
                    handles.forEach(ColumnFamilyHandle::close);
                }
            }
        } catch (RocksDBException e) {
            throw new IllegalStateException(store.toString(), e);
        }
    }
}
