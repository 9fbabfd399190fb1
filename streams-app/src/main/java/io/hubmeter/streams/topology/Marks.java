package io.hubmeter.streams.topology;

import io.hubmeter.schemas.avro.ReadingRecord;
import io.hubmeter.streams.state.MarkRecords;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.streams.state.VersionedKeyValueStore;

/**
 * The marks of a task: at a source's heartbeat one is put behind the readings written since that source's last mark, so that a
 * copy of the meters tells by itself how far it goes (ADR 0032). Without a new reading there is no new mark.
 *
 * <p>A mark's version time is that of the newest reading and never the heartbeat's: a collector's clock that runs ahead would
 * make the store refuse all readings that follow.
 */
final class Marks {
    private final VersionedKeyValueStore<String, ReadingRecord> meters;
    /** By source; after a start none, since nothing tells then what was written after the last mark. */
    private final Map<String, Instant> upToDate = new HashMap<>();

    Marks(VersionedKeyValueStore<String, ReadingRecord> meters) {
        this.meters = meters;
    }

    /** Notes that a reading was written, which no mark tells of yet. */
    void readingWritten() {
        upToDate.clear();
    }

    /**
     * The source's newest mark, put now if a reading was written since.
     *
     * @param heardAt the time heard from the source
     * @param newest not before the newest reading, and not so late that the store would refuse readings
     * @throws IllegalStateException if the store does not take it, which means that {@code newest} is not what it must be
     */
    Instant of(String source, Instant heardAt, Instant newest) {
        Instant mark = upToDate.get(source);
        if (mark != null) {
            return mark;
        }
        long validTo = meters.put(MarkRecords.key(source), MarkRecords.record(source, heardAt), newest.toEpochMilli());
        if (validTo == VersionedKeyValueStore.PUT_RETURN_CODE_NOT_PUT) {
            throw new IllegalStateException(
                    "mark of %s at %s: the store keeps nothing that old".formatted(source, newest));
        }
        upToDate.put(source, heardAt);
        return heardAt;
    }
}
