package io.hubmeter.bench.platform;

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
import java.util.function.IntUnaryOperator;
import org.apache.kafka.common.serialization.LongSerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Readings of many accounts as the changelog of a stream processor that is yet to start: it restores its stores from them, as
 * it does after it lost its disk. Millions are there in a minute, and the stores do not differ from those that the topology
 * would have written.
 */
public final class MeterFill {
    /** The instant at which decisions are asked for. */
    public static final Instant NOW = Instant.parse("2026-02-01T12:00:00Z");

    private static final String REALM = "default";
    private static final long SEED = 20_260_702;
    /** How long readings go back. */
    public static final Duration SPAN = Duration.ofDays(30);
    /** One account in so many uses eight times as much as the others, and is refused. */
    private static final int HEAVY_EVERY = 16;

    private static final int HEAVY = 8;

    private MeterFill() {}

    /** The account of a number. */
    public static AccountId account(int number) {
        return new AccountId(REALM, "member-%06d".formatted(number));
    }

    /**
     * Writes the changelog; returns when all of it is acknowledged.
     *
     * @param readings how many an account has, by its number
     */
    public static void write(BenchPlatform platform, String applicationId, int accounts, IntUnaryOperator readings)
            throws InterruptedException {
        write(platform, applicationId, accounts, readings, NOW);
    }

    /**
     * The same, with readings up to another instant.
     *
     * @param now whole milliseconds
     */
    public static void write(
            BenchPlatform platform, String applicationId, int accounts, IntUnaryOperator readings, Instant now)
            throws InterruptedException {
        String lagMs =
                Long.toString(MeterRetention.DEFAULT.history().plusDays(1).toMillis());
        try (Changelog<String, ReadingRecord> changelog = Changelog.create(
                platform,
                applicationId,
                StoreNames.METERS,
                Map.of("min.compaction.lag.ms", lagMs),
                new StringSerializer(),
                ConfluentAvroSerde.of(ReadingRecord.class, platform.registry()).serializer())) {
            for (int number = 0; number < accounts; number++) {
                AccountId account = account(number);
                for (Reading reading : readings(number, readings.applyAsInt(number), now)) {
                    changelog.put(account, reading.at(), account.toString(), Readings.record(account, reading));
                }
            }
            changelog.finish();
        }
        // Without it a task would take its readings for older than the store keeps.
        try (Changelog<String, Long> newest = Changelog.create(
                platform,
                applicationId,
                StoreNames.NEWEST_READING,
                Map.of(),
                new StringSerializer(),
                new LongSerializer())) {
            newest.putEverywhere(now, "", now.toEpochMilli());
            newest.finish();
        }
    }

    /** Servers that start and end by turns, evenly over thirty days; of every second account one runs on. */
    public static List<Reading> readings(int number, int count) {
        return readings(number, count, NOW);
    }

    private static List<Reading> readings(int number, int count, Instant now) {
        Random random = new Random(SEED + number);
        long stepMs = SPAN.toMillis() / count;
        Quantities held = held(number);
        Reading[] readings = new Reading[count];
        Instant at = now.minus(SPAN);
        Quantities totals = Quantities.ZERO;
        boolean runs = (number + count) % 2 != 0;
        for (int i = 0; i < count; i++) {
            Instant next = now.minus(SPAN).plusMillis(i * stepMs + random.nextLong(stepMs));
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
                    2L * (i + 1),
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
