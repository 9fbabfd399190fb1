package io.hubmeter.collector.kubernetes;

import io.hubmeter.collector.published.TopicReader;
import io.hubmeter.collector.source.KnownSources;
import io.hubmeter.schemas.Topics;
import io.hubmeter.schemas.avro.OwnerRecord;
import io.hubmeter.schemas.avro.SourceOffset;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What earlier runs left, read from the topics whole: they are compacted or few. */
public final class KafkaOffsets implements Offsets {
    private final TopicReader reader;

    /** What is in the topics that a reader reads. */
    public KafkaOffsets(TopicReader reader) {
        this.reader = reader;
    }

    @Override
    public @Nullable SourceOffset newest(String source) {
        return new KnownSources(reader).offsets().get(source);
    }

    @Override
    public Map<String, OwnerRecord> owners(String cluster) {
        Map<String, OwnerRecord> owners = new HashMap<>();
        reader.readValues(Topics.OWNERS, OwnerRecord.class, (key, owner) -> {
            // The cluster as a whole, or one of its namespaces; not another cluster whose name begins so.
            if (owner.getSource().equals(cluster) || owner.getSource().startsWith(cluster + "/")) {
                owners.put(Owners.key(owner.getNamespace(), owner.getName()), owner);
            }
        });
        return owners;
    }
}
