package io.hubmeter.collector.publish;

import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.schemas.ConfluentAvroSerde;
import io.hubmeter.schemas.Topic;
import io.hubmeter.schemas.Topics;
import io.hubmeter.schemas.avro.AccountRecord;
import io.hubmeter.schemas.avro.OwnerRecord;
import io.hubmeter.schemas.avro.PodRecord;
import io.hubmeter.schemas.avro.PolicyRecord;
import io.hubmeter.schemas.avro.RejectRecord;
import io.hubmeter.schemas.avro.SourceOffset;
import io.hubmeter.schemas.registry.SchemaRegistryClient;
import io.hubmeter.wire.Policies;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes what sources saw, in the order given, each record once (idempotent producer, acknowledged by all replicas).
 *
 * <p>Writing is asynchronous and bounded: when {@value #BUFFER_BYTES} bytes wait, a call waits too. After a failure every
 * further call throws {@link PublishFailed}: an offset is never written past a record that is not. One thread at a time.
 */
public final class Publisher implements AutoCloseable {
    private static final int BUFFER_BYTES = 32 << 20;
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

    private final Producer<byte[], byte[]> producer;
    private final int partitions;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private final Serializer<PodRecord> pods;
    private final Serializer<AccountRecord> accounts;
    private final Serializer<PolicyRecord> policies;
    private final Serializer<RejectRecord> rejects;
    private final Serializer<SourceOffset> offsets;
    private final Serializer<OwnerRecord> owners;

    Publisher(Producer<byte[], byte[]> producer, SchemaRegistryClient registry) {
        this.producer = producer;
        this.partitions = producer.partitionsFor(Topics.PODS.name()).size();
        this.pods = ConfluentAvroSerde.of(PodRecord.class, registry).serializer();
        this.accounts = ConfluentAvroSerde.of(AccountRecord.class, registry).serializer();
        this.policies = ConfluentAvroSerde.of(PolicyRecord.class, registry).serializer();
        this.rejects = ConfluentAvroSerde.of(RejectRecord.class, registry).serializer();
        this.offsets = ConfluentAvroSerde.of(SourceOffset.class, registry).serializer();
        this.owners = ConfluentAvroSerde.of(OwnerRecord.class, registry).serializer();
    }

    /**
     * Connects; the topics must exist.
     *
     * @param kafkaProperties further client properties, which override those set here
     */
    public static Publisher connect(
            String bootstrapServers, SchemaRegistryClient registry, Map<String, String> kafkaProperties) {
        Map<String, Object> properties = new HashMap<>();
        properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        // A broker takes any first sequence of a producer that it does not know yet: were two requests in flight and
        // the
        // first one refused for a moment, the second would overtake it, a heartbeat the events before it.
        properties.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 5);
        properties.put(ProducerConfig.BATCH_SIZE_CONFIG, 64 << 10);
        properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, BUFFER_BYTES);
        properties.putAll(kafkaProperties);
        Producer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
        try {
            return new Publisher(producer, registry);
        } catch (RuntimeException e) {
            producer.close(Duration.ZERO);
            throw e;
        }
    }

    /** A change of a pod of an account. */
    public void pod(AccountId account, PodRecord record) {
        pod(account, record, () -> {});
    }

    /**
     * A change of a pod of an account.
     *
     * @param acknowledged called when every replica has it, on a thread that must not be held up
     */
    public void pod(AccountId account, PodRecord record, Runnable acknowledged) {
        send(Topics.PODS, null, account.toString(), pods, record, record.getObservedAt(), acknowledged);
    }

    /** A message of a source, to every partition. */
    public void message(PodRecord record) {
        for (int partition = 0; partition < partitions; partition++) {
            send(Topics.PODS, partition, record.getSource().getName(), pods, record, record.getObservedAt());
        }
    }

    /** What a hub says of an account. */
    public void account(AccountRecord record) {
        AccountId account = new AccountId(record.getRealm(), record.getUser());
        send(Topics.ACCOUNTS, null, account.toString(), accounts, record, record.getObservedAt());
    }

    /** A policy, to every partition, so that each task has its own copy. */
    public void policy(Policy policy, Instant publishedAt) {
        PolicyRecord record = Policies.record(policy, publishedAt);
        for (int partition = 0; partition < partitions; partition++) {
            send(Topics.POLICIES, partition, policy.name(), policies, record, publishedAt);
        }
    }

    /** Something that a source could not use. */
    public void reject(RejectRecord record) {
        send(Topics.REJECTS, null, record.getOrigin(), rejects, record, record.getObservedAt());
    }

    /** Which user the pods of an object are charged to. */
    public void owner(OwnerRecord record) {
        String key = String.join("/", record.getSource(), record.getNamespace(), record.getKind(), record.getName());
        send(Topics.OWNERS, null, key, owners, record, record.getObservedAt());
    }

    /** How far a source has come: written only after everything before it was acknowledged, and itself acknowledged. */
    public void offset(SourceOffset offset) {
        flush();
        send(Topics.OFFSETS, null, offset.getSource(), offsets, offset, offset.getCommittedAt());
        flush();
    }

    /** Forgets how far a source has come, after everything sent before was acknowledged. */
    public void forgetOffset(String source, Instant at) {
        flush();
        var _ = producer.send(
                new ProducerRecord<>(
                        Topics.OFFSETS.name(),
                        (Integer) null,
                        at.toEpochMilli(),
                        source.getBytes(StandardCharsets.UTF_8),
                        (byte[]) null),
                this::keepFailure);
        flush();
    }

    /** Waits until everything sent so far is acknowledged. */
    public void flush() {
        producer.flush();
        throwFailure();
    }

    private <T extends SpecificRecord> void send(
            Topic topic, @Nullable Integer partition, String key, Serializer<T> serializer, T value, Instant at) {
        send(topic, partition, key, serializer, value, at, () -> {});
    }

    private <T extends SpecificRecord> void send(
            Topic topic,
            @Nullable Integer partition,
            String key,
            Serializer<T> serializer,
            T value,
            Instant at,
            Runnable acknowledged) {
        throwFailure();
        // The callback keeps the failure; the next call throws it.
        var _ = producer.send(
                new ProducerRecord<>(
                        topic.name(),
                        partition,
                        at.toEpochMilli(),
                        key.getBytes(StandardCharsets.UTF_8),
                        serializer.serialize(topic.name(), value)),
                (metadata, exception) -> {
                    keepFailure(metadata, exception);
                    if (exception == null) {
                        acknowledged.run();
                    }
                });
    }

    private void keepFailure(@Nullable RecordMetadata metadata, @Nullable Exception exception) {
        if (exception != null) {
            failure.compareAndSet(null, exception);
        }
    }

    private void throwFailure() {
        Exception cause = failure.get();
        if (cause != null) {
            throw new PublishFailed("a record was not written: " + cause.getMessage(), cause);
        }
    }

    /**
     * Waits, for a while, until everything sent is acknowledged.
     *
     * @throws PublishFailed if something is not
     */
    @Override
    public void close() {
        producer.close(CLOSE_TIMEOUT);
        throwFailure();
    }
}
