package io.hubmeter.standalone.demo;

import io.hubmeter.schemas.TopicReader;
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
        this.reader = new TopicReader(bootstrapServers, registry);
    }

    /** The newest offset of a source; empty if it never ran. */
    Optional<SourceOffset> newest(String source) {
        Map<String, SourceOffset> newest = new HashMap<>();
        reader.read(Topics.OFFSETS, SourceOffset.class, newest::put);
        return Optional.ofNullable(newest.get(source));
    }
}
