package io.hubmeter.collector.published;

import io.hubmeter.schemas.ConfluentAvroSerde;
import io.hubmeter.schemas.Topic;
import io.hubmeter.schemas.registry.SchemaRegistryClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a topic from its beginning to the end it has when reading starts.
 *
 * <p>Meant for compacted topics that sources write without transactions. Each reading has a consumer of its own, in no group.
 */
public final class TopicReader {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final SchemaRegistryClient registry;
    private final Duration patience;

    /** Takes one record after the other, in order within a partition. */
    @FunctionalInterface
    public interface Visitor<T> {
        /**
         * One record.
         *
         * @param value null if it was deleted, or is nothing that the topic should hold
         */
        void visit(int partition, String key, @Nullable T value);
    }

    TopicReader(Supplier<Consumer<byte[], byte[]>> consumers, SchemaRegistryClient registry, Duration patience) {
        this.consumers = consumers;
        this.registry = registry;
        this.patience = patience;
    }

    /**
     * A reader of the topics of a broker.
     *
     * @param kafkaProperties further client properties, which override those set here
     */
    public static TopicReader of(
            String bootstrapServers, SchemaRegistryClient registry, Map<String, String> kafkaProperties) {
        Map<String, Object> properties = new HashMap<>();
        properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5_000);
        properties.putAll(kafkaProperties);
        return new TopicReader(
                () -> new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer()),
                registry,
                PATIENCE);
    }

    /** About how many records a topic has now, for whoever shows how far reading has come. */
    public long size(Topic topic) {
        try (Consumer<byte[], byte[]> consumer = consumers.get()) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic.name()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(partitions);
            return consumer.endOffsets(partitions).entrySet().stream()
                    .mapToLong(end -> end.getValue() - beginnings.getOrDefault(end.getKey(), 0L))
                    .sum();
        }
    }

    /**
     * Hands over every record.
     *
     * @return the number of partitions
     * @throws TimeoutException if the topic does not exist, or nothing of it arrives for half a minute
     * @throws org.apache.kafka.common.KafkaException if Kafka cannot be read
     */
    public <T extends SpecificRecord> int read(Topic topic, Class<T> type, Visitor<T> visitor) {
        Deserializer<T> values = ConfluentAvroSerde.of(type, registry).deserializer();
        try (Consumer<byte[], byte[]> consumer = consumers.get()) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic.name()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            if (partitions.isEmpty()) {
                throw new TimeoutException("topic %s: found none, expected it to exist".formatted(topic.name()));
            }
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            long heardNs = System.nanoTime();
            while (!atEnd(consumer, ends)) {
                var records = consumer.poll(POLL);
                if (!records.isEmpty()) {
                    heardNs = System.nanoTime();
                } else if (System.nanoTime() - heardNs > patience.toNanos()) {
                    throw new TimeoutException("topic %s: found nothing to read for %s, expected records up to %s"
                            .formatted(topic.name(), patience, ends));
                }
                records.forEach(record -> visitor.visit(record.partition(), key(record), value(values, record)));
            }
            return partitions.size();
        }
    }

    /** Hands over every record that holds what it should; the same failures. */
    public <T extends SpecificRecord> void readValues(Topic topic, Class<T> type, BiConsumer<String, T> visitor) {
        read(topic, type, (partition, key, value) -> {
            if (value != null) {
                visitor.accept(key, value);
            }
        });
    }

    private static boolean atEnd(Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    @SuppressWarnings("NullAway") // Kafka does not say that keys may be missing.
    private static String key(ConsumerRecord<byte[], byte[]> record) {
        return record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
    }

    private static <T> @Nullable T value(Deserializer<T> values, ConsumerRecord<byte[], byte[]> record) {
        try {
            return values.deserialize(record.topic(), record.value());
        } catch (SerializationException notOne) {
            // Whoever consumes the topic refuses it too. A registry that cannot be asked throws something else.
            return null;
        }
    }
}
