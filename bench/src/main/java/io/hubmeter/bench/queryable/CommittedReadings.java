package io.hubmeter.bench.queryable;

import io.hubmeter.bench.flow.PodFlow;
import io.hubmeter.bench.measure.Latencies;
import io.hubmeter.bench.platform.BenchPlatform;
import io.hubmeter.schemas.ConfluentAvroSerde;
import io.hubmeter.schemas.Topics;
import io.hubmeter.schemas.avro.ReadingRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** When the readings of some events arrive at a consumer of {@code hubmeter.readings} that reads what is committed. On a thread of its own. */
final class CommittedReadings implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);

    private final KafkaConsumer<String, ReadingRecord> consumer;
    private final ConcurrentMap<Awaited, Long> awaited = new ConcurrentHashMap<>();
    private final Latencies latencies = new Latencies();
    private final Thread thread;
    private volatile boolean isClosed;

    private record Awaited(String account, Instant at) {}

    CommittedReadings(BenchPlatform platform) {
        consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        platform.bootstrapServers(),
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed"),
                new StringDeserializer(),
                ConfluentAvroSerde.of(ReadingRecord.class, platform.registry()).deserializer());
        List<TopicPartition> partitions = IntStream.range(0, platform.partitions())
                .mapToObj(partition -> new TopicPartition(Topics.READINGS.name(), partition))
                .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
        thread = Thread.ofPlatform().name("committed-readings").start(this::read);
    }

    /** Notes when the reading of an event arrives that is sent next. */
    void await(PodFlow.Event event, long dueNanos) {
        awaited.put(new Awaited(event.account().toString(), event.at()), dueNanos);
    }

    private void read() {
        try (consumer) {
            while (!isClosed) {
                var records = consumer.poll(POLL);
                long now = System.nanoTime();
                for (ConsumerRecord<String, ReadingRecord> record : records) {
                    Long due = awaited.remove(
                            new Awaited(record.key(), record.value().getAt()));
                    if (due != null) {
                        latencies.add(now - due);
                    }
                }
            }
        }
    }

    /** How many have not arrived. */
    int missing() {
        return awaited.size();
    }

    /** How long each took that has arrived. */
    Latencies latencies() {
        return latencies;
    }

    @Override
    public void close() {
        isClosed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
