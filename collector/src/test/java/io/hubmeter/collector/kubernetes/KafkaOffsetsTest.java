package io.hubmeter.collector.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.collector.published.StoredRecords;
import io.hubmeter.schemas.Topics;
import io.hubmeter.schemas.avro.OwnerRecord;
import io.hubmeter.schemas.avro.SourceOffset;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class KafkaOffsetsTest {
    private final StoredRecords stored = new StoredRecords(Topics.OFFSETS, 1);
    private final StoredRecords owned = new StoredRecords(Topics.OWNERS, 1);

    @Test
    void theNewestOffsetOfTheSourceCounts() {
        put("kubernetes/prod", 1);
        put("kubernetes/prod/jhub", 2);
        put("kubernetes/prod", 3);
        put("kubernetes/prod2", 4);
        KafkaOffsets offsets = new KafkaOffsets(stored.reader());

        assertThat(offsets.newest("kubernetes/prod"))
                .isNotNull()
                .extracting(SourceOffset::getPosition)
                .isEqualTo(3L);
        assertThat(offsets.newest("kubernetes/none")).isNull();
    }

    /** Whoever makes objects in one cluster must not be able to say who pays in another. */
    @Test
    void onlyOwnersOfTheClusterCount() {
        own("kubernetes/prod", "ana");
        own("kubernetes/prod/jhub", "bob");
        own("kubernetes/prod2", "cyd");
        own("kubernetes/prod-eu/jhub", "dan");

        assertThat(new KafkaOffsets(owned.reader()).owners("kubernetes/prod")).containsOnlyKeys("jhub/ana", "jhub/bob");
    }

    private void put(String source, long position) {
        stored.put(0, source, SourceOffset.class, new SourceOffset(source, position, 0L, false, Instant.EPOCH, 1L));
    }

    private void own(String source, String name) {
        owned.put(
                0,
                source + "/" + name,
                OwnerRecord.class,
                new OwnerRecord(source, "jhub", Owners.KIND, name, name, Instant.EPOCH));
    }
}
