package io.hubmeter.bench.faults.load;

import io.hubmeter.bench.faults.load.Tell.Kind;
import io.hubmeter.schemas.ConfluentAvroSerde;
import io.hubmeter.schemas.Topics;
import io.hubmeter.schemas.avro.Heartbeat;
import io.hubmeter.schemas.avro.PodOp;
import io.hubmeter.schemas.avro.PodRecord;
import io.hubmeter.schemas.avro.PodState;
import io.hubmeter.schemas.avro.SnapshotCompleted;
import io.hubmeter.schemas.avro.SnapshotStarted;
import io.hubmeter.schemas.avro.Source;
import io.hubmeter.schemas.registry.SchemaRegistryClient;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes the records of one source when they are due, as a collector writes them: each once and in order, however long the
 * brokers are away. After the plan it goes on with heartbeats until it is told to end with a last one.
 */
public final class Feeder implements AutoCloseable {
    private static final int DECIMALS = 6;
    private static final int PATIENCE_MS = 900_000;
    private static final Duration CLOSE_BOUND = Duration.ofSeconds(60);

    private final int source;
    private final Plan plan;
    private final long startMs;
    private final int partitions;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Serializer<PodRecord> serializer;
    private final Sent sent;
    private final AtomicLong lastHeardMs = new AtomicLong();
    private volatile boolean isEnding;
    private @Nullable Thread thread;

    private Feeder(
            int source,
            Plan plan,
            long startMs,
            int partitions,
            KafkaProducer<byte[], byte[]> producer,
            Serializer<PodRecord> serializer,
            Sent sent) {
        this.source = source;
        this.plan = plan;
        this.startMs = startMs;
        this.partitions = partitions;
        this.producer = producer;
        this.serializer = serializer;
        this.sent = sent;
    }

    /**
     * Starts one.
     *
     * @param source its number in the plan
     * @param startMs when the run starts, milliseconds since 1970
     */
    public static Feeder start(
            int source,
            Plan plan,
            long startMs,
            int partitions,
            String bootstrapServers,
            SchemaRegistryClient registry,
            Sent sent) {
        Map<String, Object> properties = new HashMap<>();
        properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        properties.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 5);
        properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, PATIENCE_MS);
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE_MS);
        Feeder feeder = new Feeder(
                source,
                plan,
                startMs,
                partitions,
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer()),
                ConfluentAvroSerde.of(PodRecord.class, registry).serializer(),
                sent);
        feeder.thread = Thread.ofPlatform()
                .daemon()
                .name("feeder-" + Plan.SOURCES.get(source))
                .start(feeder::run);
        return feeder;
    }

    private void run() {
        try {
            for (Tell tell : plan.tells(source)) {
                sleepUntil(startMs + tell.sendMs());
                tell(tell);
            }
            while (!isEnding) {
                long now = System.currentTimeMillis();
                heartbeat(now);
                sleepUntil(now + Plan.HEARTBEAT_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void sleepUntil(long atMs) throws InterruptedException {
        long left = atMs - System.currentTimeMillis();
        if (left > 0) {
            Thread.sleep(left);
        }
    }

    private void tell(Tell tell) {
        long observedMs = startMs + tell.observedMs();
        PodLife life = tell.life();
        Change change = tell.change();
        if (life != null && change != null) {
            send(null, life.realm() + "/" + life.user(), record(tell, life, change), observedMs, tell.kind());
            return;
        }
        switch (tell.kind()) {
            case SNAPSHOT_STARTED -> message(new SnapshotStarted(tell.snapshot()), observedMs, tell.kind());
            case SNAPSHOT_COMPLETED -> message(new SnapshotCompleted(tell.snapshot()), observedMs, tell.kind());
            default -> heartbeat(observedMs);
        }
    }

    private void heartbeat(long observedMs) {
        lastHeardMs.accumulateAndGet(observedMs, Math::max);
        message(new Heartbeat(java.util.List.copyOf(Plan.REALMS.get(source))), observedMs, Kind.HEARTBEAT);
    }

    private void message(Object message, long observedMs, Kind kind) {
        String name = Plan.SOURCES.get(source);
        for (int partition = 0; partition < partitions; partition++) {
            send(
                    partition,
                    name,
                    new PodRecord(
                            PodOp.m,
                            null,
                            null,
                            message,
                            new Source(name, null, 0L, null),
                            Instant.ofEpochMilli(observedMs)),
                    observedMs,
                    kind);
        }
    }

    private PodRecord record(Tell tell, PodLife life, Change change) {
        boolean isGone = change.op() == PodOp.d;
        PodState state = new PodState(
                life.uid(),
                "jupyter",
                "pod-of-" + life.uid(),
                life.realm(),
                life.user(),
                "",
                decimals(change.rates()),
                instant(change.scheduledMs()),
                instant(change.ratesMs()),
                instant(change.endedMs()),
                isGone && change.endedMs() == null,
                null);
        PodOp op = tell.kind() == Kind.LISTED ? PodOp.r : change.op();
        return new PodRecord(
                op,
                isGone ? state : null,
                isGone ? null : state,
                null,
                new Source(
                        Plan.SOURCES.get(source),
                        "jupyter",
                        change.version(),
                        tell.kind() == Kind.LISTED ? tell.snapshot() : null),
                Instant.ofEpochMilli(startMs + tell.observedMs()));
    }

    private @Nullable Instant instant(@Nullable Long ms) {
        return ms == null ? null : Instant.ofEpochMilli(startMs + ms);
    }

    private static Map<String, BigDecimal> decimals(Map<String, BigInteger> rates) {
        Map<String, BigDecimal> decimals = new HashMap<>();
        rates.forEach((resource, micros) -> decimals.put(resource, new BigDecimal(micros, DECIMALS)));
        return decimals;
    }

    private void send(@Nullable Integer partition, String key, PodRecord record, long atMs, Kind kind) {
        byte[] value = serializer.serialize(Topics.PODS.name(), record);
        long nowMs = System.currentTimeMillis();
        var _ = producer.send(
                new ProducerRecord<>(Topics.PODS.name(), partition, atMs, key.getBytes(StandardCharsets.UTF_8), value),
                (metadata, exception) -> {
                    if (exception == null) {
                        sent.acknowledged(metadata.partition(), metadata.offset(), nowMs, kind);
                    } else {
                        sent.failed(exception);
                    }
                });
    }

    /**
     * Sends a last heartbeat and waits until everything is acknowledged.
     *
     * @return what its clock showed, milliseconds since 1970; the greatest it ever did
     */
    public long end() throws InterruptedException {
        isEnding = true;
        if (thread != null) {
            thread.join();
        }
        // A clock that was ahead is caught up with, so that the last heartbeat counts.
        long lastMs = Math.max(System.currentTimeMillis(), lastHeardMs.get() + 1);
        heartbeat(lastMs);
        producer.flush();
        return lastMs;
    }

    @Override
    public void close() {
        if (thread != null) {
            thread.interrupt();
        }
        producer.close(CLOSE_BOUND);
    }
}
