package io.hubmeter.bench.jmh;

import io.hubmeter.bench.topology.PodWorkload;
import io.hubmeter.core.metering.Reading;
import io.hubmeter.schemas.avro.ReadingRecord;
import io.hubmeter.streams.state.VersionedMeterHistory;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.streams.state.VersionedKeyValueStore;
import org.apache.kafka.streams.state.VersionedRecord;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Reads of the versioned store, each of another account. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 2, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class StoreReadBenchmark {
    private static final int READINGS = 61;
    private static final Instant DAY_AGO = Histories.NOW.minus(Duration.ofDays(1));
    private static final Instant MONTH_AGO = Histories.NOW.minus(Duration.ofDays(29));

    /** How many accounts the store holds. */
    @Param({"1000"})
    public int accounts = 1_000;

    private @Nullable MetersStore store;
    private int next;

    /** Fills the store. */
    @Setup
    public void setUp() throws IOException {
        MetersStore filled = new MetersStore(READINGS);
        filled.fill(accounts);
        store = filled;
    }

    /** Deletes it. */
    @TearDown
    public void tearDown() throws IOException {
        Objects.requireNonNull(store).close();
    }

    private String key() {
        next = (next + 1) % accounts;
        return PodWorkload.account(next).toString();
    }

    private VersionedKeyValueStore<String, ReadingRecord> meters() {
        return Objects.requireNonNull(store).meters();
    }

    /** The newest reading. */
    @Benchmark
    public @Nullable VersionedRecord<ReadingRecord> getLatest() {
        return meters().get(key());
    }

    /** The reading in force a day ago. */
    @Benchmark
    public @Nullable VersionedRecord<ReadingRecord> getAsOf1d() {
        return meters().get(key(), DAY_AGO.toEpochMilli());
    }

    /** The reading in force 29 days ago. */
    @Benchmark
    public @Nullable VersionedRecord<ReadingRecord> getAsOf29d() {
        return meters().get(key(), MONTH_AGO.toEpochMilli());
    }

    /** The first reading after an instant a day ago. */
    @Benchmark
    public @Nullable Reading after1d() {
        return new VersionedMeterHistory(meters(), key()).after(DAY_AGO);
    }

    /** The first reading after an instant 29 days ago. */
    @Benchmark
    public @Nullable Reading after29d() {
        return new VersionedMeterHistory(meters(), key()).after(MONTH_AGO);
    }
}
