package io.hubmeter.bench.faults.load;

import io.hubmeter.collector.publish.Publisher;
import io.hubmeter.core.grant.Grant;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.schemas.ConfluentAvroSerde;
import io.hubmeter.schemas.Topics;
import io.hubmeter.schemas.avro.AccountRecord;
import io.hubmeter.schemas.avro.GrantRecord;
import io.hubmeter.schemas.registry.SchemaRegistryClient;
import io.hubmeter.wire.Grants;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Carries out an {@link Administration}, one act after the other, each written to every replica before the next. */
public final class Administrator implements AutoCloseable {
    private static final Duration CLOSE_BOUND = Duration.ofSeconds(60);

    private final Administration plan;
    private final long startMs;
    private final IntFunction<Policy> policies;
    private final Publisher publisher;
    private final KafkaProducer<byte[], byte[]> producer;
    private final SchemaRegistryClient registry;
    private final List<Act.Done> done = new ArrayList<>();
    private final Thread thread =
            Thread.ofPlatform().daemon().name("administrator").unstarted(this::run);
    private volatile @Nullable RuntimeException failure;

    private Administrator(
            Administration plan,
            long startMs,
            IntFunction<Policy> policies,
            String bootstrapServers,
            SchemaRegistryClient registry) {
        this.plan = plan;
        this.startMs = startMs;
        this.policies = policies;
        this.registry = registry;
        this.publisher = Publisher.connect(bootstrapServers, registry, Map.of());
        this.producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ProducerConfig.ACKS_CONFIG,
                        "all",
                        ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                        true),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /**
     * Starts one.
     *
     * @param startMs when the run starts, milliseconds since 1970
     * @param policies the policy of each number
     */
    public static Administrator start(
            Administration plan,
            long startMs,
            IntFunction<Policy> policies,
            String bootstrapServers,
            SchemaRegistryClient registry) {
        Administrator administrator = new Administrator(plan, startMs, policies, bootstrapServers, registry);
        administrator.thread.start();
        return administrator;
    }

    private void run() {
        try {
            for (Administration.Due due : plan.due()) {
                long left = startMs + due.atMs() - System.currentTimeMillis();
                if (left > 0) {
                    Thread.sleep(left);
                }
                Act act = shifted(due.act());
                long sentMs = System.currentTimeMillis();
                carryOut(act, Instant.ofEpochMilli(sentMs));
                done.add(new Act.Done(act, sentMs, System.currentTimeMillis()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    private Act shifted(Act act) {
        return switch (act) {
            case Act.NewGrant grant ->
                new Act.NewGrant(
                        grant.account(),
                        grant.id(),
                        grant.resource(),
                        grant.windowMs(),
                        grant.amount(),
                        startMs + grant.fromMs(),
                        startMs + grant.untilMs());
            case Act.Voided voided -> new Act.Voided(voided.account(), voided.id(), System.currentTimeMillis());
            case Act.NewPolicy policy -> policy;
            case Act.NewGroups groups -> groups;
        };
    }

    private void carryOut(Act act, Instant now) {
        switch (act) {
            case Act.NewPolicy(int number) -> publisher.policy(policies.apply(number), now);
            case Act.NewGroups(String account, List<String> groups) -> {
                AccountId id = AccountId.parse(account);
                publisher.account(new AccountRecord(id.realm(), id.user(), groups, null, now));
            }
            case Act.NewGrant grant -> {
                Long windowMs = grant.windowMs();
                write(new Grant(
                        grant.id(),
                        Grant.Kind.ADDITION,
                        AccountId.parse(grant.account()),
                        new Resource(grant.resource()),
                        grant.amount(),
                        windowMs == null ? null : Duration.ofMillis(windowMs),
                        Instant.ofEpochMilli(grant.fromMs()),
                        Instant.ofEpochMilli(grant.untilMs()),
                        "grace",
                        "a run under faults",
                        now));
            }
            case Act.Voided(String account, String id, long atMs) ->
                write(new Grant(
                        id,
                        Grant.Kind.VOID,
                        AccountId.parse(account),
                        null,
                        BigInteger.ZERO,
                        null,
                        Instant.ofEpochMilli(atMs),
                        null,
                        "grace",
                        "a run under faults",
                        Instant.ofEpochMilli(atMs)));
        }
        publisher.flush();
        producer.flush();
    }

    private void write(Grant grant) {
        GrantRecord record = Grants.record(grant);
        byte[] value =
                ConfluentAvroSerde.of(GrantRecord.class, registry).serializer().serialize(Topics.GRANTS.name(), record);
        var _ = producer.send(
                new ProducerRecord<>(
                        Topics.GRANTS.name(), grant.account().toString().getBytes(StandardCharsets.UTF_8), value),
                (metadata, exception) -> {
                    if (exception != null) {
                        failure = new IllegalStateException("a grant could not be written", exception);
                    }
                });
    }

    /**
     * What was done, once all of it is.
     *
     * @throws IllegalStateException if something could not be
     */
    public List<Act.Done> end() throws InterruptedException {
        thread.join();
        RuntimeException failed = failure;
        if (failed != null) {
            throw new IllegalStateException("administration: found a failure, expected none", failed);
        }
        return List.copyOf(done);
    }

    @Override
    public void close() {
        thread.interrupt();
        publisher.close();
        producer.close(CLOSE_BOUND);
    }
}
