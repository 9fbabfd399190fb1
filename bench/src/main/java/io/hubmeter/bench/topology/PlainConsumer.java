package io.hubmeter.bench.topology;

import io.hubmeter.bench.platform.BenchPlatform;
import io.hubmeter.schemas.ConfluentAvroSerde;
import io.hubmeter.schemas.Topics;
import io.hubmeter.schemas.avro.PodRecord;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** How fast one thread reads and decodes the same topic, and does nothing with it: what no topology can exceed. */
public final class PlainConsumer {
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final long BOUND_NANOS = Duration.ofMinutes(5).toNanos();

    private PlainConsumer() {}

    /** Events per second; heartbeats are read too but do not count. */
    public static double eventsPerSecond(BenchPlatform platform, FilledTopic filled) {
        try (KafkaConsumer<String, PodRecord> consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        platform.bootstrapServers(),
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed"),
                new StringDeserializer(),
                ConfluentAvroSerde.of(PodRecord.class, platform.registry()).deserializer())) {
            List<TopicPartition> partitions = IntStream.range(0, platform.partitions())
                    .mapToObj(partition -> new TopicPartition(Topics.PODS.name(), partition))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            long start = System.nanoTime();
            int events = 0;
            while (!isAtEnd(consumer, partitions, ends)) {
                for (ConsumerRecord<String, PodRecord> record : consumer.poll(POLL)) {
                    if (record.value().getMessage() == null) {
                        events++;
                    }
                }
                if (System.nanoTime() - start > BOUND_NANOS) {
                    throw new IllegalStateException("plain consumer: not done in time, read " + events);
                }
            }
            long nanos = System.nanoTime() - start;
            if (events != filled.size()) {
                throw new IllegalStateException("events: found %d, expected %d".formatted(events, filled.size()));
            }
            return events * 1e9 / nanos;
        }
    }

    private static boolean isAtEnd(
            KafkaConsumer<?, ?> consumer, Collection<TopicPartition> partitions, Map<TopicPartition, Long> ends) {
        return partitions.stream()
                .allMatch(partition -> consumer.position(partition) >= ends.getOrDefault(partition, 0L));
    }
}
