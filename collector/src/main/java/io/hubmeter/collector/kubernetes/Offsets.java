package io.hubmeter.collector.kubernetes;

import io.hubmeter.schemas.avro.OwnerRecord;
import io.hubmeter.schemas.avro.SourceOffset;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What earlier runs left in Kafka. */
public interface Offsets {

    /** How far a source has come; null if it never ran. */
    @Nullable
    SourceOffset newest(String source);

    /** Owners of objects that were seen by any source of a cluster; by {@code namespace/name}. */
    Map<String, OwnerRecord> owners(String cluster);
}
