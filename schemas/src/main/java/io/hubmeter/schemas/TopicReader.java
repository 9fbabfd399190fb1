package io.hubmeter.schemas;

import io.hubmeter.schemas.registry.SchemaRegistryClient;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads a topic from its beginning to its present end, committed records only. */
public final class TopicReader {
    private static final Duration POLL = Duration.ofMillis(200);

    private final Map<String, Object> properties = new HashMap<>();
    private final SchemaRegistryClient registry;

    /** A reader of the topics of a broker. */
    public TopicReader(String bootstrapServers, SchemaRegistryClient registry) {
        this(Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers), registry);
    }

    /** A reader of the topics of a broker that clients need these properties to reach. */
    public TopicReader(Map<String, String> kafkaProperties, SchemaRegistryClient registry) {
        properties.putAll(kafkaProperties);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5_000);
        this.registry = registry;
    }

    /** Hands over every record, in order within its partition. */
    public <T extends SpecificRecord> void read(Topic topic, Class<T> type, BiConsumer<String, T> handler) {
        try (KafkaConsumer<String, T> consumer = new KafkaConsumer<>(
                properties,
                new StringDeserializer(),
                ConfluentAvroSerde.of(type, registry).deserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic.name()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream()
                    .anyMatch(partition -> consumer.position(partition) < ends.getOrDefault(partition, 0L))) {
                consumer.poll(POLL).forEach(record -> handler.accept(record.key(), record.value()));
            }
        }
    }
}
