package io.hubmeter.streams.state;

import io.hubmeter.core.grant.Grant;
import io.hubmeter.schemas.avro.GrantRecord;
import io.hubmeter.wire.Grants;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;

/** What the store {@code grants} holds of an account. */
public final class GrantEntries {
    private GrantEntries() {}

    /** The entries of a range, which is closed, in the order in which they were recorded. */
    public static List<Grant> of(KeyValueIterator<Bytes, GrantRecord> range) {
        List<Grant> entries = new ArrayList<>();
        try (range) {
            range.forEachRemaining(entry -> entries.add(Grants.grant(entry.value)));
        }
        entries.sort(Comparator.comparing(Grant::recordedAt));
        return entries;
    }
}
