package io.hubmeter.collector.config;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * How Kafka is reached.
 *
 * @param bootstrapServers {@code host:port}, several separated by commas
 * @param properties further properties of its clients, which may hold secrets; may be empty
 */
public record KafkaConfig(String bootstrapServers, Map<String, String> properties) {
    /** Keeps a copy. */
    public KafkaConfig {
        properties = Collections.unmodifiableMap(new TreeMap<>(properties));
    }

    /** The properties by their names only. */
    @Override
    public String toString() {
        return "KafkaConfig[bootstrapServers=%s, properties=%s]".formatted(bootstrapServers, properties.keySet());
    }
}
