package io.hubmeter.culler.topic;

import io.hubmeter.core.stop.Stop;
import io.hubmeter.schemas.ConfluentAvroSerde;
import io.hubmeter.schemas.Topics;
import io.hubmeter.schemas.avro.StopRecord;
import io.hubmeter.schemas.registry.SchemaRegistryClient;
import io.hubmeter.wire.Stops;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads what was done before, up to the end that {@code hubmeter.stops} has when reading starts. */
final class StopsReader {
    private static final Logger LOG = LoggerFactory.getLogger(StopsReader.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Map<String, String> kafka;
    private final Deserializer<StopRecord> values;

    StopsReader(Map<String, String> kafka, SchemaRegistryClient registry) {
        this.kafka = Map.copyOf(kafka);
        values = ConfluentAvroSerde.of(StopRecord.class, registry).deserializer();
    }

    /** Takes a stop. */
    @FunctionalInterface
    interface Visitor {
        void visit(Stop stop);
    }

    /**
     * Hands over what was done of the accounts of some partitions, from an instant on.
     *
     * @param partitions of the topic of what has to stop, of which there are {@code count}
     */
    void read(Collection<Integer> partitions, int count, Instant from, Visitor visitor) {
        Map<String, Object> properties = new HashMap<>(kafka);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.remove(ConsumerConfig.GROUP_ID_CONFIG);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> all = consumer.partitionsFor(Topics.STOPS.name()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            // Accounts are spread alike over topics of as many partitions.
            List<TopicPartition> wanted = all.size() != count
                    ? all
                    : all.stream()
                            .filter(partition -> partitions.contains(partition.partition()))
                            .toList();
            consumer.assign(wanted);
            Map<TopicPartition, Long> ends = consumer.endOffsets(wanted);
            seek(consumer, wanted, from, ends);
            long heardNs = System.nanoTime();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                var records = consumer.poll(POLL);
                records.forEach(record -> visit(record, visitor));
                if (!records.isEmpty()) {
                    heardNs = System.nanoTime();
                } else if (System.nanoTime() - heardNs > PATIENCE.toNanos()) {
                    throw new TimeoutException("topic %s: found nothing to read for %s, expected records up to %s"
                            .formatted(Topics.STOPS.name(), PATIENCE, ends));
                }
            }
        }
    }

    private static void seek(
            KafkaConsumer<byte[], byte[]> consumer,
            List<TopicPartition> wanted,
            Instant from,
            Map<TopicPartition, Long> ends) {
        Map<TopicPartition, Long> times = new HashMap<>();
        wanted.forEach(partition -> times.put(partition, Math.max(0, from.toEpochMilli())));
        Map<TopicPartition, OffsetAndTimestamp> offsets = consumer.offsetsForTimes(times);
        for (TopicPartition partition : wanted) {
            OffsetAndTimestamp found = offsets.get(partition);
            consumer.seek(partition, found == null ? ends.getOrDefault(partition, 0L) : found.offset());
        }
    }

    private void visit(ConsumerRecord<byte[], byte[]> record, Visitor visitor) {
        try {
            visitor.visit(Stops.stop(values.deserialize(record.topic(), record.value())));
        } catch (SerializationException | IllegalArgumentException | ArithmeticException unusable) {
            LOG.warn(
                    "{} partition {} offset {}: not a stop reason={}",
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    unusable.getMessage());
        }
    }
}
