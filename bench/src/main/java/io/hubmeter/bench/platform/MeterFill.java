package io.hubmeter.bench.decision;

import io.hubmeter.bench.platform.BenchPlatform;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.Reading;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.schemas.ConfluentAvroSerde;
import io.hubmeter.schemas.avro.ReadingRecord;
import io.hubmeter.streams.topology.MeterRetention;
import io.hubmeter.streams.topology.StoreNames;
import io.hubmeter.wire.Readings;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Readings of many accounts as the changelog of a stream processor that is yet to start: it restores its stores from them, as
 * it does after it lost its disk. Millions are there in a minute, and the stores do not differ from those that the topology
 * would have written.
 */
final class MeterFill {
    /** The instant at which decisions are asked for. */
    static final Instant NOW = Instant.parse("2026-02-01T12:00:00Z");

    private static final String REALM = "default";
    private static final long SEED = 20_260_702;
    private static final Duration SPAN = Duration.ofDays(30);
    /** One account in so many uses eight times as much as the others, and is refused. */
    private static final int HEAVY_EVERY = 16;

    private static final int HEAVY = 8;
    private static final short ONE_REPLICA = 1;

    private MeterFill() {}

    static AccountId account(int number) {
        return new AccountId(REALM, "member-%06d".formatted(number));
    }

    /** Writes the changelog; returns when all of it is acknowledged. */
    static void write(BenchPlatform platform, String applicationId, int accounts, int readings)
            throws InterruptedException {
        String topic = "%s-%s-changelog".formatted(applicationId, StoreNames.METERS);
        create(platform, topic);
        AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
        try (KafkaProducer<String, ReadingRecord> producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        platform.bootstrapServers(),
                        ProducerConfig.LINGER_MS_CONFIG,
                        5,
                        // A second batch that overtakes a producer's first one makes the broker refuse the first for
                        // good.
                        ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
                        1,
                        ProducerConfig.BATCH_SIZE_CONFIG,
                        256 << 10),
                new StringSerializer(),
                ConfluentAvroSerde.of(ReadingRecord.class, platform.registry()).serializer())) {
            for (int number = 0; number < accounts; number++) {
                AccountId account = account(number);
                for (Reading reading : readings(number, readings)) {
                    var _ = producer.send(
                            new ProducerRecord<>(
                                    topic,
                                    null,
                                    reading.at().toEpochMilli(),
                                    account.toString(),
                                    Readings.record(account, reading)),
                            (metadata, exception) -> {
                                if (exception != null) {
                                    failure.compareAndSet(null, exception);
                                }
                            });
                }
            }
            producer.flush();
        }
        if (failure.get() != null) {
            throw new IllegalStateException(topic + ": not written", failure.get());
        }
    }

    private static void create(BenchPlatform platform, String topic) throws InterruptedException {
        String lagMs =
                Long.toString(MeterRetention.DEFAULT.history().plusDays(1).toMillis());
        try (Admin admin = platform.admin()) {
            admin.createTopics(List.of(new NewTopic(topic, platform.partitions(), ONE_REPLICA)
                            .configs(Map.of("cleanup.policy", "compact", "min.compaction.lag.ms", lagMs))))
                    .all()
                    .get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(topic + ": not created: " + e.getMessage(), e);
        }
    }

    /** Servers that start and end by turns, evenly over thirty days; of every second account one runs on. */
    private static List<Reading> readings(int number, int count) {
        Random random = new Random(SEED + number);
        long stepMs = SPAN.toMillis() / count;
        Quantities held = held(number);
        Reading[] readings = new Reading[count];
        Instant at = NOW.minus(SPAN);
        Quantities totals = Quantities.ZERO;
        boolean runs = (number + count) % 2 != 0;
        for (int i = 0; i < count; i++) {
            Instant next = NOW.minus(SPAN).plusMillis(i * stepMs + random.nextLong(stepMs));
            Quantities before = runs ? held : Quantities.ZERO;
            totals = i == 0
                    ? totals
                    : totals.plus(before.times(Duration.between(at, next).toMillis()));
            runs = !runs;
            at = next;
            readings[i] = new Reading(
                    at,
                    totals,
                    i == 0 ? Quantities.ZERO : before,
                    runs ? held : Quantities.ZERO,
                    runs ? 1 : 0,
                    i + 1,
                    0,
                    false);
        }
        return List.of(readings);
    }

    /** Half a device and its share of the rest: under a third of the limits, if it runs half the time. */
    private static Quantities held(int number) {
        BigDecimal times = BigDecimal.valueOf(number % HEAVY_EVERY == 0 ? HEAVY : 1);
        return Quantities.of(Map.of(
                Resource.GPU, Resource.GPU.rateOf(times.multiply(new BigDecimal("0.5"))),
                Resource.CPU, Resource.CPU.rateOf(times.multiply(new BigDecimal("4"))),
                Resource.MEMORY, Resource.MEMORY.rateOf(times.multiply(new BigDecimal("16")))));
    }
}
