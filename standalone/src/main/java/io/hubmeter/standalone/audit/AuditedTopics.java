package io.hubmeter.standalone.audit;

import io.hubmeter.schemas.ConfluentAvroSerde;
import io.hubmeter.schemas.Topic;
import io.hubmeter.schemas.registry.SchemaRegistryClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
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

/** Reads what was committed in partitions, up to given offsets. */
final class AuditedTopics implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Consumer<byte[], byte[]> consumer;
    private final SchemaRegistryClient registry;

    private AuditedTopics(Consumer<byte[], byte[]> consumer, SchemaRegistryClient registry) {
        this.consumer = consumer;
        this.registry = registry;
    }

    /** One for a broker; properties override those set here. */
    static AuditedTopics connect(Map<String, String> kafkaProperties, SchemaRegistryClient registry) {
        Map<String, Object> properties = new HashMap<>();
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5_000);
        properties.putAll(kafkaProperties);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        return new AuditedTopics(
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer()), registry);
    }

    /** Takes one record after the other, in order within a partition. */
    @FunctionalInterface
    interface Visitor<T> {
        /**
         * One record.
         *
         * @param value null if it is nothing that the topic should hold
         */
        void visit(String key, @Nullable T value, Instant timestamp);
    }

    /** The partitions of a topic. */
    List<TopicPartition> partitions(Topic topic) {
        int count = consumer.partitionsFor(topic.name()).size();
        if (count == 0) {
            throw new TimeoutException("topic %s: found none, expected it to exist".formatted(topic.name()));
        }
        return IntStream.range(0, count)
                .mapToObj(partition -> new TopicPartition(topic.name(), partition))
                .toList();
    }

    /** How many records lie before the given offsets. */
    long size(Map<TopicPartition, Long> ends) {
        Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(ends.keySet());
        return ends.entrySet().stream()
                .mapToLong(end -> Math.max(0, end.getValue() - beginnings.getOrDefault(end.getKey(), 0L)))
                .sum();
    }

    /** Since when partitions keep records, the latest of them; null if they keep all from the first on. */
    @Nullable
    Instant keptFrom(Collection<TopicPartition> partitions) {
        Instant kept = null;
        for (Map.Entry<TopicPartition, Long> beginning :
                consumer.beginningOffsets(partitions).entrySet()) {
            if (beginning.getValue() > 0) {
                Instant first = firstOf(beginning.getKey());
                kept = kept == null || first.isAfter(kept) ? first : kept;
            }
        }
        return kept;
    }

    /** The time of the oldest record that is left; of an empty partition the present. */
    private Instant firstOf(TopicPartition partition) {
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
        long waitingNs = System.nanoTime();
        while (consumer.position(partition) < end && System.nanoTime() - waitingNs < PATIENCE.toNanos()) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                return Instant.ofEpochMilli(record.timestamp());
            }
        }
        return Instant.now();
    }

    /**
     * Hands over every record before the given offsets.
     *
     * @throws TimeoutException if nothing arrives for half a minute
     */
    <T extends SpecificRecord> void read(Map<TopicPartition, Long> ends, Class<T> type, Visitor<T> visitor) {
        Deserializer<T> values = ConfluentAvroSerde.of(type, registry).deserializer();
        consumer.assign(ends.keySet());
        consumer.seekToBeginning(ends.keySet());
        long heardNs = System.nanoTime();
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            var records = consumer.poll(POLL);
            if (!records.isEmpty()) {
                heardNs = System.nanoTime();
            } else if (System.nanoTime() - heardNs > PATIENCE.toNanos()) {
                throw new TimeoutException(
                        "found nothing to read for %s, expected records up to %s".formatted(PATIENCE, ends));
            }
            for (ConsumerRecord<byte[], byte[]> record : records) {
                Long end = ends.get(new TopicPartition(record.topic(), record.partition()));
                if (end != null && record.offset() < end) {
                    visitor.visit(key(record), value(values, record), Instant.ofEpochMilli(record.timestamp()));
                }
            }
        }
    }

    @SuppressWarnings("NullAway") // Kafka does not say that keys may be missing.
    private static String key(ConsumerRecord<byte[], byte[]> record) {
        return record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
    }

    private static <T> @Nullable T value(Deserializer<T> values, ConsumerRecord<byte[], byte[]> record) {
        try {
            return values.deserialize(record.topic(), record.value());
        } catch (SerializationException notOne) {
            return null;
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
