package io.hubmeter.bench.crossing;

import io.hubmeter.bench.platform.BenchPlatform;
import io.hubmeter.schemas.ConfluentAvroSerde;
import io.hubmeter.schemas.Topics;
import io.hubmeter.schemas.avro.OverQuotaKind;
import io.hubmeter.schemas.avro.OverQuotaRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** When each event of {@code hubmeter.over-quota} arrives at a consumer that reads it all the time, on a thread of its own. */
final class Arrivals implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);

    private final KafkaConsumer<String, OverQuotaRecord> consumer;
    private final Map<String, Arrival> byAccount = new ConcurrentHashMap<>();
    private final Thread thread;
    private volatile boolean isClosed;
    private final AtomicInteger unexpected = new AtomicInteger();

    /**
     * One event.
     *
     * @param crossedAt as the event says
     * @param evaluatedAt the heartbeat that showed it
     * @param at when it was here
     */
    record Arrival(Instant crossedAt, Instant evaluatedAt, Instant at) {}

    private Arrivals(KafkaConsumer<String, OverQuotaRecord> consumer, String isolation) {
        this.consumer = consumer;
        this.thread = Thread.ofPlatform().name("arrivals-" + isolation).start(this::read);
    }

    /**
     * Begins to read.
     *
     * @param isolation {@code read_committed} or {@code read_uncommitted}
     */
    static Arrivals start(BenchPlatform platform, String isolation) {
        KafkaConsumer<String, OverQuotaRecord> consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        platform.bootstrapServers(),
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        isolation),
                new StringDeserializer(),
                ConfluentAvroSerde.of(OverQuotaRecord.class, platform.registry())
                        .deserializer());
        List<TopicPartition> partitions = IntStream.range(0, platform.partitions())
                .mapToObj(partition -> new TopicPartition(Topics.OVER_QUOTA.name(), partition))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        return new Arrivals(consumer, isolation);
    }

    private void read() {
        while (!isClosed) {
            var records = consumer.poll(POLL);
            Instant now = Instant.now();
            for (ConsumerRecord<String, OverQuotaRecord> record : records) {
                OverQuotaRecord event = record.value();
                Arrival arrival = new Arrival(event.getCrossedAt(), event.getEvaluatedAt(), now);
                if (event.getKind() != OverQuotaKind.EXCEEDED || byAccount.put(record.key(), arrival) != null) {
                    unexpected.incrementAndGet();
                }
            }
        }
        consumer.close();
    }

    int size() {
        return byAccount.size();
    }

    /**
     * That of an account.
     *
     * @throws IllegalStateException if there is none
     */
    Arrival of(String account) {
        Arrival arrival = byAccount.get(account);
        if (arrival == null) {
            throw new IllegalStateException("%s: found no event, expected one".formatted(account));
        }
        return arrival;
    }

    /** How many events there were that should not have been: a second one of an account, or a limit kept again. */
    int unexpected() {
        return unexpected.get();
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
