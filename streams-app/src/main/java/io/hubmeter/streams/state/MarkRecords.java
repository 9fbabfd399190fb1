package io.hubmeter.streams.state;

import io.hubmeter.schemas.avro.ReadingRecord;
import java.time.Instant;
import java.util.Map;

/** Marks among the meters (ADR 0032): under a key that no account can have, since no realm begins like it. */
public final class MarkRecords {
    private static final String PREFIX = "~";

    private MarkRecords() {}

    /** The key of a source's marks. */
    public static String key(String source) {
        return PREFIX + source;
    }

    /** The mark of a source that was heard at an instant. */
    public static ReadingRecord record(String source, Instant heardAt) {
        return new ReadingRecord("", source, heardAt, Map.of(), Map.of(), Map.of(), 0, 0L, 0, false);
    }

    /** The time heard that a mark tells. */
    public static Instant heardAt(ReadingRecord mark) {
        return mark.getAt();
    }
}
