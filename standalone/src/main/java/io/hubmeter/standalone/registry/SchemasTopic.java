package io.hubmeter.standalone.registry;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** The compacted topic, of one partition, that holds every entry of a registry. */
final class SchemasTopic implements AutoCloseable {

    private static final String NAME = "_schemas";
    private static final TopicPartition PARTITION = new TopicPartition(NAME, 0);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final int READ_BOUND_S = 60;
    private static final int WRITE_BOUND_S = 15;

    private final String bootstrap;
    private final KafkaProducer<String, String> producer;

    private SchemasTopic(String bootstrap, KafkaProducer<String, String> producer) {
        this.bootstrap = bootstrap;
        this.producer = producer;
    }

    /** Opens the topic, which is created when missing. */
    static SchemasTopic open(String bootstrap) {
        create(bootstrap);
        Map<String, Object> config = Map.of(
                "bootstrap.servers",
                bootstrap,
                "acks",
                "all",
                "enable.idempotence",
                true,
                "linger.ms",
                0,
                "request.timeout.ms",
                5_000,
                "max.block.ms",
                WRITE_BOUND_S * 1_000,
                "delivery.timeout.ms",
                WRITE_BOUND_S * 1_000);
        return new SchemasTopic(bootstrap, new KafkaProducer<>(config, new StringSerializer(), new StringSerializer()));
    }

    private static void create(String bootstrap) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            var topic = new NewTopic(NAME, 1, (short) 1).configs(Map.of("cleanup.policy", "compact"));
            admin.createTopics(List.of(topic)).all().get(READ_BOUND_S, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw RegistryError.storeFailed("topic " + NAME + " on " + bootstrap + " cannot be created", e);
            }
        } catch (TimeoutException e) {
            throw RegistryError.storeFailed(
                    "topic " + NAME + " on " + bootstrap + ": no answer within " + READ_BOUND_S + " s", e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Hands every record to the reader, key and value, oldest first; a value is null where something was removed. */
    void readAll(BiConsumer<String, @Nullable String> reader) {
        Map<String, Object> config =
                Map.of("bootstrap.servers", bootstrap, "auto.offset.reset", "earliest", "enable.auto.commit", false);
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(READ_BOUND_S);
        try (var consumer = new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
            Collection<TopicPartition> partitions = List.of(PARTITION);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long end = consumer.endOffsets(partitions).getOrDefault(PARTITION, 0L);
            while (consumer.position(PARTITION) < end) {
                if (System.nanoTime() > deadlineNs) {
                    throw RegistryError.storeFailed("topic " + NAME + ": read to " + consumer.position(PARTITION)
                            + " of " + end + " within " + READ_BOUND_S + " s");
                }
                consumer.poll(POLL).forEach(entry -> reader.accept(entry.key(), entry.value()));
            }
        }
    }

    /** Returns once the record is acknowledged. */
    void append(String key, @Nullable String value) {
        try {
            producer.send(new ProducerRecord<>(NAME, 0, key, value)).get(2L * WRITE_BOUND_S, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw RegistryError.storeFailed("topic " + NAME + " on " + bootstrap + ": write was not acknowledged", e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static RegistryError interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return RegistryError.storeFailed("topic " + NAME + ": interrupted", e);
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(WRITE_BOUND_S));
    }
}
