package io.hubmeter.standalone.demo;

import io.hubmeter.collector.published.TopicReader;
import io.hubmeter.schemas.Topics;
import io.hubmeter.schemas.avro.SourceOffset;
import io.hubmeter.schemas.registry.SchemaRegistryClient;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** How far sources had come when they were last running. */
final class OffsetReader {
    private final TopicReader reader;

    OffsetReader(String bootstrapServers, SchemaRegistryClient registry) {
        this.reader = TopicReader.of(bootstrapServers, registry, Map.of("isolation.level", "read_committed"));
    }

    /** The newest offset of a source; empty if it never ran. */
    Optional<SourceOffset> newest(String source) {
        Map<String, SourceOffset> newest = new HashMap<>();
        reader.readValues(Topics.OFFSETS, SourceOffset.class, newest::put);
        return Optional.ofNullable(newest.get(source));
    }
}
