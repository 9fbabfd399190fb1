package io.hubmeter.standalone;

import io.hubmeter.api.admission.PodOwners;
import io.hubmeter.schemas.ConfluentAvroSerde;
import io.hubmeter.schemas.Topics;
import io.hubmeter.schemas.avro.OwnerRecord;
import io.hubmeter.schemas.registry.SchemaRegistryClient;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owners of Dask clusters as the collector writes them to {@code hubmeter.owners}, held in memory and followed by one thread. The
 * newest {@value #MOST_OWNERS} are held; an older one is not known any more.
 *
 * <p>If Kafka cannot be read, what was read stays; the thread tries again after a pause.
 */
public final class OwnersTopic implements PodOwners, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OwnersTopic.class);
    private static final int MOST_OWNERS = 100_000;
    private static final String KIND = "DaskCluster";
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration PAUSE = Duration.ofSeconds(5);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final String cluster;
    private final Consumer<byte[], byte[]> consumer;
    private final Deserializer<OwnerRecord> values;
    private final Map<String, String> users = new LinkedHashMap<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final CountDownLatch caughtUp = new CountDownLatch(1);
    private final Thread follower;

    private OwnersTopic(String cluster, Consumer<byte[], byte[]> consumer, Deserializer<OwnerRecord> values) {
        this.cluster = cluster;
        this.consumer = consumer;
        this.values = values;
        this.follower = Thread.ofPlatform().name("owners-topic").daemon().unstarted(this::follow);
    }

    /**
     * Begins to follow the topic, which must exist.
     *
     * @param cluster the collector's source of the Kubernetes cluster, for instance {@code kubernetes/prod}: owners of other
     *     clusters are left out
     */
    public static OwnersTopic follow(String bootstrapServers, SchemaRegistryClient registry, String cluster) {
        return follow(bootstrapServers, registry, Map.of(), cluster);
    }

    /** The same with further properties of Kafka's clients, for instance for TLS and SASL. */
    public static OwnersTopic follow(
            String bootstrapServers, SchemaRegistryClient registry, Map<String, String> properties, String cluster) {
        Map<String, Object> all = new HashMap<>(properties);
        all.putAll(Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                false,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed"));
        Consumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(all, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        OwnersTopic topic = new OwnersTopic(
                cluster,
                consumer,
                ConfluentAvroSerde.of(OwnerRecord.class, registry).deserializer());
        topic.follower.start();
        return topic;
    }

    /** Waits until everything has been read that was there at the start; false if that takes longer than the bound. */
    public boolean awaitCaughtUp(Duration bound) throws InterruptedException {
        return caughtUp.await(bound.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public @Nullable String userOf(String namespace, String name) {
        synchronized (users) {
            return users.get(key(namespace, name));
        }
    }

    /** Neither a namespace nor the name of an object has a slash. */
    private static String key(String namespace, String name) {
        return namespace + "/" + name;
    }

    private void follow() {
        try (consumer) {
            boolean assigned = false;
            Map<TopicPartition, Long> ends = Map.of();
            while (closing.getCount() > 0) {
                try {
                    if (!assigned) {
                        List<TopicPartition> partitions = consumer.partitionsFor(Topics.OWNERS.name()).stream()
                                .map(info -> new TopicPartition(info.topic(), info.partition()))
                                .toList();
                        consumer.assign(partitions);
                        consumer.seekToBeginning(partitions);
                        ends = consumer.endOffsets(partitions);
                        assigned = true;
                    }
                    consumer.poll(POLL).forEach(this::take);
                    if (caughtUp.getCount() > 0 && isAtEnd(ends)) {
                        caughtUp.countDown();
                    }
                } catch (WakeupException closed) {
                    return;
                } catch (KafkaException trouble) {
                    LOG.warn("owners cannot be read now reason={}", trouble.toString());
                    pause();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isAtEnd(Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    private void pause() throws InterruptedException {
        var _ = closing.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        OwnerRecord owner;
        try {
            owner = record.value() == null ? null : values.deserialize(record.topic(), record.value());
        } catch (SerializationException notOne) {
            return;
        }
        if (owner != null && owner.getKind().equals(KIND) && isOfCluster(owner.getSource())) {
            remember(owner);
        }
    }

    /** The cluster as a whole, or one of its namespaces; not another cluster whose name begins so. */
    private boolean isOfCluster(String source) {
        return source.equals(cluster) || source.startsWith(cluster + "/");
    }

    private void remember(OwnerRecord owner) {
        String key = key(owner.getNamespace(), owner.getName());
        synchronized (users) {
            users.remove(key);
            users.put(key, owner.getUser());
            if (users.size() > MOST_OWNERS) {
                users.remove(users.keySet().iterator().next());
            }
        }
    }

    @Override
    public void close() {
        closing.countDown();
        consumer.wakeup();
        try {
            if (!follower.join(CLOSE_TIMEOUT)) {
                LOG.warn("the follower of owners did not end within {}", CLOSE_TIMEOUT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
