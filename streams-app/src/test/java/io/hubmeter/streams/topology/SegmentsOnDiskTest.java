package io.hubmeter.streams.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

class SegmentsOnDiskTest {
    private static final long INTERVAL_MS = 1_000;
    private static final long NEWEST = -1;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void everySegmentWithAVersionIsListedOnceAndTheNewestVersionsAreNone() throws Exception {
        store(7, "b", 7_000, 7, "a", 7_999, 2_000, "z", 2_000_500, 0, "", 0, NEWEST, "a", 1, NEWEST, "c", 99_000);
        assertThat(SegmentsOnDisk.in(folder, INTERVAL_MS)).containsExactly(0L, 7L, 2_000L);
    }

    @Test
    void aStoreOfNewestVersionsAloneHasNone() throws Exception {
        store(NEWEST, "a", 1);
        assertThat(SegmentsOnDisk.in(folder, INTERVAL_MS)).isEmpty();
    }

    @Test
    void aFolderThatIsNotThereHasNone() throws Exception {
        assertThat(SegmentsOnDisk.in(folder.resolve("none"), INTERVAL_MS)).isEmpty();
    }

    /** With the longer one, the start of a segment would lie far in the future and make the store refuse all that follows. */
    @Test
    void segmentsOfAnotherLengthAreNotUnderstood() throws Exception {
        store(7, "b", 7_000);
        assertThatThrownBy(() -> SegmentsOnDisk.in(folder, 2 * INTERVAL_MS))
                .isInstanceOf(SegmentsOnDisk.NotUnderstood.class)
                .hasMessage("folder %s: found a version superseded at 7000 in segment 7, expected segment 3", folder);
    }

    @Test
    void aFolderWhoseManifestIsDamagedIsNotUnderstood() throws Exception {
        store(7, "b", 7_000);
        try (var files = Files.newDirectoryStream(folder, "MANIFEST-*")) {
            for (Path file : files) {
                Files.write(file, new byte[100]);
            }
        }
        assertThatThrownBy(() -> SegmentsOnDisk.in(folder, INTERVAL_MS))
                .isInstanceOf(SegmentsOnDisk.NotUnderstood.class)
                .hasMessageContaining("cannot be read");
    }

    /** Segment, key, and the instant at which its newest version was superseded, for each entry. */
    private void store(Object... entries) throws RocksDBException {
        RocksDB.loadLibrary();
        try (Options options = new Options().setCreateIfMissing(true);
                RocksDB db = RocksDB.open(options, folder.toString())) {
            for (int i = 0; i < entries.length; i += 3) {
                byte[] key = String.valueOf(entries[i + 1]).getBytes(java.nio.charset.StandardCharsets.UTF_8);
                db.put(
                        ByteBuffer.allocate(Long.BYTES + key.length)
                                .putLong(((Number) entries[i]).longValue())
                                .put(key)
                                .array(),
                        ByteBuffer.allocate(2 * Long.BYTES)
                                .putLong(((Number) entries[i + 2]).longValue())
                                .array());
            }
        }
    }
}
