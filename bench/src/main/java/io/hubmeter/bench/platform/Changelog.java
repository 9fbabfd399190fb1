package io.hubmeter.bench.platform;

import io.hubmeter.core.metering.AccountId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** The changelog of a store of a stream processor that is yet to start: it restores the store from it. */
public final class Changelog<K, V> implements AutoCloseable {
    private static final short ONE_REPLICA = 1;

    private final String topic;
    private final int partitions;
    private final KafkaProducer<K, V> producer;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

    private Changelog(String topic, int partitions, KafkaProducer<K, V> producer) {
        this.topic = topic;
        this.partitions = partitions;
        this.producer = producer;
    }

    /**
     * Creates an empty one.
     *
     * @param configs of the topic, besides that it is compacted
     */
    public static <K, V> Changelog<K, V> create(
            BenchPlatform platform,
            String applicationId,
            String store,
            Map<String, String> configs,
            Serializer<K> keys,
            Serializer<V> values)
            throws InterruptedException {
        String topic = "%s-%s-changelog".formatted(applicationId, store);
        Map<String, String> all = new HashMap<>(configs);
        all.put("cleanup.policy", "compact");
        try (Admin admin = platform.admin()) {
            admin.createTopics(List.of(new NewTopic(topic, platform.partitions(), ONE_REPLICA).configs(all)))
                    .all()
                    .get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(topic + ": not created: " + e.getMessage(), e);
        }
        return new Changelog<>(
                topic,
                platform.partitions(),
                new KafkaProducer<>(
                        Map.of(
                                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                                platform.bootstrapServers(),
                                ProducerConfig.LINGER_MS_CONFIG,
                                5,
                                // A second batch that overtakes a producer's first one makes the broker refuse the
                                // first for good.
                                ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
                                1,
                                ProducerConfig.BATCH_SIZE_CONFIG,
                                256 << 10),
                        keys,
                        values));
    }

    /** Writes an entry of an account into the account's partition. */
    public void put(AccountId account, Instant at, K key, V value) {
        put(
                BuiltInPartitioner.partitionForKey(account.toString().getBytes(StandardCharsets.UTF_8), partitions),
                at,
                key,
                value);
    }

    /** Writes an entry into every partition. */
    public void putEverywhere(Instant at, K key, V value) {
        for (int partition = 0; partition < partitions; partition++) {
            put(partition, at, key, value);
        }
    }

    private void put(int partition, Instant at, K key, V value) {
        var _ = producer.send(
                new ProducerRecord<>(topic, partition, at.toEpochMilli(), key, value), (metadata, exception) -> {
                    if (exception != null) {
                        failure.compareAndSet(null, exception);
                    }
                });
    }

    /**
     * Waits until all of it is acknowledged.
     *
     * @throws IllegalStateException if it is not
     */
    public void finish() {
        producer.flush();
        Exception first = failure.get();
        if (first != null) {
            throw new IllegalStateException(topic + ": not written", first);
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
