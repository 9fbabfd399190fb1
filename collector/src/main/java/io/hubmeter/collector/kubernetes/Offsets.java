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

    /**
     * Owners of objects of a cluster.
     *
     * @param cluster {@code kubernetes/} and what the cluster is called: the start of the names of its sources
     * @return by {@code namespace/name}
     */
    Map<String, OwnerRecord> owners(String cluster);
}
