package io.hubmeter.standalone;

import io.hubmeter.api.grant.GrantJournal;
import io.hubmeter.api.grant.JournalUnavailable;
import io.hubmeter.core.grant.Grant;
import io.hubmeter.schemas.ConfluentAvroSerde;
import io.hubmeter.schemas.Topics;
import io.hubmeter.schemas.avro.GrantRecord;
import io.hubmeter.schemas.registry.SchemaRegistryClient;
import io.hubmeter.wire.Grants;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringSerializer;

/** Records grants on {@code hubmeter.grants}, each acknowledged by every replica in sync before {@link #append} returns. */
public final class GrantTopic implements GrantJournal, AutoCloseable {
    private static final Duration BOUND = Duration.ofSeconds(10);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final KafkaProducer<String, GrantRecord> producer;
    private final Duration bound;

    private GrantTopic(KafkaProducer<String, GrantRecord> producer, Duration bound) {
        this.producer = producer;
        this.bound = bound;
    }

    /** A journal that waits 10 s for each record; the topic must exist. */
    public static GrantTopic of(String bootstrapServers, SchemaRegistryClient registry) {
        return of(bootstrapServers, registry, Map.of());
    }

    /** The same with further properties of Kafka's clients, for instance for TLS and SASL. */
    public static GrantTopic of(
            String bootstrapServers, SchemaRegistryClient registry, Map<String, String> properties) {
        return of(bootstrapServers, registry, properties, BOUND);
    }

    /** The same with another time to wait, which is 100 ms at the least. */
    public static GrantTopic of(String bootstrapServers, SchemaRegistryClient registry, Duration bound) {
        return of(bootstrapServers, registry, Map.of(), bound);
    }

    private static GrantTopic of(
            String bootstrapServers, SchemaRegistryClient registry, Map<String, String> properties, Duration bound) {
        int boundMs = Math.toIntExact(Math.max(100, bound.toMillis()));
        Map<String, Object> all = new HashMap<>(properties);
        all.putAll(Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                true,
                ProducerConfig.LINGER_MS_CONFIG,
                0,
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                boundMs,
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                boundMs / 2,
                // Given up here when it is given up there, so that it is not recorded much later.
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                boundMs));
        return new GrantTopic(
                new KafkaProducer<>(
                        all,
                        new StringSerializer(),
                        ConfluentAvroSerde.of(GrantRecord.class, registry).serializer()),
                Duration.ofMillis(boundMs));
    }

    @Override
    public void append(Grant grant) {
        String where = Topics.GRANTS.name() + ": '" + grant.id() + "'";
        try {
            var _ = producer.send(new ProducerRecord<>(
                            Topics.GRANTS.name(),
                            null,
                            grant.recordedAt().toEpochMilli(),
                            grant.account().toString(),
                            Grants.record(grant)))
                    .get(2 * bound.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | KafkaException e) {
            Throwable cause = e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
            throw new JournalUnavailable(where + " was not acknowledged: " + cause.getMessage(), cause);
        } catch (TimeoutException e) {
            throw new JournalUnavailable(where + " was not acknowledged within " + bound.multipliedBy(2), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new JournalUnavailable(where + " was not acknowledged before an interruption", e);
        }
    }

    @Override
    public void close() {
        producer.close(CLOSE_TIMEOUT);
    }
}
