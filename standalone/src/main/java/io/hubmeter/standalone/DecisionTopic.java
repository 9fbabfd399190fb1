package io.hubmeter.standalone;

import io.hubmeter.api.decision.DecisionEntry;
import io.hubmeter.api.decision.DecisionLog;
import io.hubmeter.core.decision.Assessment;
import io.hubmeter.core.decision.Decision;
import io.hubmeter.core.decision.Standing;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.schemas.ConfluentAvroSerde;
import io.hubmeter.schemas.Topics;
import io.hubmeter.schemas.avro.DecisionOutcome;
import io.hubmeter.schemas.avro.DecisionRecord;
import io.hubmeter.schemas.registry.SchemaRegistryClient;
import io.hubmeter.wire.ExactDecimals;
import io.hubmeter.wire.Limits;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records decisions on {@code hubmeter.decisions}, behind the answers: one thread takes them from a queue of {@value
 * #MOST_WAITING}; what finds the queue full is dropped and counted, so that recording never holds up a server's start. It takes them
 * in turns of {@value #GATHER_MS} ms, so that those who answer need not wake it for each.
 */
public final class DecisionTopic implements DecisionLog, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DecisionTopic.class);
    private static final int MOST_WAITING = 10_000;
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private static final long GATHER_MS = 10;
    private static final long LOOK_UP_MS = 100;
    /** Each batch costs the broker, and whoever reads, a fetch: a tenth of a second is soon enough for what is looked at later. */
    private static final int LINGER_MS = 100;

    private static final int BATCH_BYTES = 128 * 1024;

    private final KafkaProducer<String, DecisionRecord> producer;
    private final BlockingQueue<DecisionEntry> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final Thread writer;
    private final LongAdder dropped = new LongAdder();
    private volatile boolean isClosing;

    private DecisionTopic(KafkaProducer<String, DecisionRecord> producer) {
        this.producer = producer;
        this.writer = Thread.ofPlatform().name("decision-topic").unstarted(this::write);
    }

    /** A recorder; the topic must exist. */
    public static DecisionTopic of(String bootstrapServers, SchemaRegistryClient registry) {
        return of(bootstrapServers, registry, Map.of());
    }

    /** The same with further properties of Kafka's clients, for instance for TLS and SASL. */
    public static DecisionTopic of(
            String bootstrapServers, SchemaRegistryClient registry, Map<String, String> properties) {
        Map<String, Object> all = new HashMap<>(properties);
        all.putAll(Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ProducerConfig.COMPRESSION_TYPE_CONFIG,
                "lz4",
                ProducerConfig.LINGER_MS_CONFIG,
                LINGER_MS,
                ProducerConfig.BATCH_SIZE_CONFIG,
                BATCH_BYTES));
        DecisionTopic topic = new DecisionTopic(new KafkaProducer<>(
                all,
                new StringSerializer(),
                ConfluentAvroSerde.of(DecisionRecord.class, registry).serializer()));
        topic.writer.start();
        return topic;
    }

    @Override
    public void record(DecisionEntry entry) {
        if (isClosing || !waiting.offer(entry)) {
            dropped.increment();
        }
    }

    private void write() {
        List<DecisionEntry> taken = new ArrayList<>();
        try {
            while (!isClosing || !waiting.isEmpty()) {
                DecisionEntry first = waiting.poll(LOOK_UP_MS, TimeUnit.MILLISECONDS);
                if (first != null) {
                    send(first);
                    Thread.sleep(isClosing ? 0 : GATHER_MS);
                    waiting.drainTo(taken);
                    taken.forEach(this::send);
                    taken.clear();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(DecisionEntry entry) {
        AccountId account = entry.question().account();
        try {
            var _ = producer.send(
                    new ProducerRecord<>(
                            Topics.DECISIONS.name(),
                            null,
                            entry.asOf().toEpochMilli(),
                            account.toString(),
                            recordOf(entry)),
                    (metadata, exception) -> {
                        if (exception != null) {
                            dropped.increment();
                        }
                    });
        } catch (KafkaException e) {
            dropped.increment();
        } catch (RuntimeException e) {
            // The thread has to live: whatever one decision is, the next can be recorded.
            dropped.increment();
            LOG.error("decision {} cannot be recorded", entry.id(), e);
        }
    }

    /** How many decisions were not recorded since the start. */
    public long dropped() {
        return dropped.sum();
    }

    /** Adds the same to metrics. */
    public void bindTo(MeterRegistry registry) {
        FunctionCounter.builder("hubmeter.decision.log.dropped", dropped, LongAdder::sum)
                .description("Decisions that were answered and not recorded")
                .register(registry);
    }

    private static DecisionRecord recordOf(DecisionEntry entry) {
        Assessment assessment = entry.assessment();
        Instant heardAt = assessment == null ? null : assessment.heardAt();
        Duration runtime = entry.question().runtime();
        return new DecisionRecord(
                entry.id().toString(),
                entry.question().account().realm(),
                entry.question().account().user(),
                entry.asOf(),
                outcome(entry.decision()),
                reasons(entry.decision()).toList(),
                entry.sentence(),
                ExactDecimals.decimals(entry.question().request().quantities()),
                entry.question().server(),
                entry.policyHash(),
                freshnessMs(heardAt, entry.asOf()),
                assessment == null
                        ? List.of()
                        : assessment.standings().stream()
                                .map(DecisionTopic::standing)
                                .toList(),
                entry.question().hub(),
                entry.allowed(),
                entry.groups(),
                runtime == null ? null : runtime.toMillis(),
                entry.decision() instanceof Decision.Deny && assessment != null ? assessment.retryAt() : null);
    }

    private static @Nullable Long freshnessMs(@Nullable Instant heardAt, Instant asOf) {
        return heardAt == null ? null : Duration.between(heardAt, asOf).toMillis();
    }

    private static DecisionOutcome outcome(Decision decision) {
        return switch (decision) {
            case Decision.Permit permit -> DecisionOutcome.PERMIT;
            case Decision.Deny deny -> DecisionOutcome.DENY;
            case Decision.Unknown unknown -> DecisionOutcome.UNKNOWN;
        };
    }

    private static Stream<String> reasons(Decision decision) {
        return switch (decision) {
            case Decision.Permit(List<Standing> overruled) -> overruled.stream().map(DecisionTopic::reason);
            case Decision.Deny(List<Standing> reasons) -> reasons.stream().map(DecisionTopic::reason);
            case Decision.Unknown(Decision.Cause cause) -> Stream.of(code(cause));
        };
    }

    private static String reason(Standing standing) {
        return standing.limit().resource().name() + ":" + code(standing.verdict());
    }

    private static String code(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static io.hubmeter.schemas.avro.Standing standing(Standing standing) {
        return new io.hubmeter.schemas.avro.Standing(
                Limits.record(standing.limit()),
                ExactDecimals.decimal(standing.used()),
                ExactDecimals.decimal(standing.plannedRate()));
    }

    @Override
    public void close() {
        isClosing = true;
        try {
            if (!writer.join(CLOSE_TIMEOUT)) {
                LOG.warn("decisions still waited to be recorded after {}", CLOSE_TIMEOUT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close(CLOSE_TIMEOUT);
        if (dropped() > 0) {
            LOG.warn("{} decisions were not recorded", dropped());
        }
    }
}
