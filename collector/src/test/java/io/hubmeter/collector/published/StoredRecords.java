package io.hubmeter.collector.published;

import io.hubmeter.schemas.ConfluentAvroSerde;
import io.hubmeter.schemas.Topic;
import io.hubmeter.schemas.registry.InMemorySchemaRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** A topic with what a test puts there, and a reader of it. */
public final class StoredRecords {
    private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
    private final List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    private final Map<TopicPartition, Long> ends = new HashMap<>();
    private final Topic topic;

    public StoredRecords(Topic topic, int partitions) {
        this.topic = topic;
        for (int partition = 0; partition < partitions; partition++) {
            ends.put(new TopicPartition(topic.name(), partition), 0L);
        }
    }

    public <T extends SpecificRecord> void put(int partition, String key, Class<T> type, T value) {
        put(partition, key, ConfluentAvroSerde.of(type, registry).serializer().serialize(topic.name(), value));
    }

    public void put(int partition, String key, byte @Nullable [] value) {
        TopicPartition at = new TopicPartition(topic.name(), partition);
        long offset = ends.merge(at, 1L, Long::sum) - 1;
        records.add(newRecord(partition, offset, key, value));
    }

    @SuppressWarnings("NullAway") // Kafka does not say that a value may be missing.
    private ConsumerRecord<byte[], byte[]> newRecord(int partition, long offset, String key, byte @Nullable [] value) {
        return new ConsumerRecord<>(topic.name(), partition, offset, key.getBytes(StandardCharsets.UTF_8), value);
    }

    /** Says that there is one more record, which nobody ever gets. */
    public void loseOne(int partition) {
        ends.merge(new TopicPartition(topic.name(), partition), 1L, Long::sum);
    }

    public TopicReader reader() {
        return new TopicReader(this::consumer, registry, Duration.ZERO);
    }

    private MockConsumer<byte[], byte[]> consumer() {
        MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
        consumer.updatePartitions(
                topic.name(),
                ends.keySet().stream()
                        .map(partition -> new PartitionInfo(partition.topic(), partition.partition(), null, null, null))
                        .toList());
        Map<TopicPartition, Long> beginnings = new HashMap<>(ends);
        beginnings.replaceAll((partition, end) -> 0L);
        consumer.updateBeginningOffsets(beginnings);
        consumer.updateEndOffsets(ends);
        consumer.schedulePollTask(() -> records.forEach(consumer::addRecord));
        return consumer;
    }
}
