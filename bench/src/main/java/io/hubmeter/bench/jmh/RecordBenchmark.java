package io.hubmeter.bench.jmh;

import io.hubmeter.bench.topology.PodWorkload;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Reading;
import io.hubmeter.core.metering.Timeline;
import io.hubmeter.schemas.ConfluentAvroSerde;
import io.hubmeter.schemas.Topics;
import io.hubmeter.schemas.avro.PodRecord;
import io.hubmeter.schemas.avro.ReadingRecord;
import io.hubmeter.schemas.registry.InMemorySchemaRegistry;
import io.hubmeter.schemas.registry.SchemaRegistryClient;
import io.hubmeter.wire.Readings;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Records to bytes and back, and to the domain and back. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RecordBenchmark {
    private static final AccountId ACCOUNT = PodWorkload.account(0);
    private static final int READINGS = 61;

    private final SchemaRegistryClient registry = new InMemorySchemaRegistry();
    private final ConfluentAvroSerde<ReadingRecord> readings = ConfluentAvroSerde.of(ReadingRecord.class, registry);
    private final ConfluentAvroSerde<PodRecord> pods = ConfluentAvroSerde.of(PodRecord.class, registry);
    private @Nullable Reading reading;
    private @Nullable ReadingRecord readingRecord;
    private @Nullable PodRecord podRecord;
    private byte[] readingBytes = {};
    private byte[] podBytes = {};

    /** Makes a record of each kind. */
    @Setup
    public void setUp() {
        Timeline timeline = Histories.of(READINGS);
        Reading latest = Objects.requireNonNull(timeline.latest());
        ReadingRecord record = Readings.record(ACCOUNT, latest);
        PodRecord pod = firstPod();
        reading = latest;
        readingRecord = record;
        podRecord = pod;
        readingBytes = Objects.requireNonNull(readings.serializer().serialize(Topics.READINGS.name(), record));
        podBytes = Objects.requireNonNull(pods.serializer().serialize(Topics.PODS.name(), pod));
    }

    private static PodRecord firstPod() {
        List<PodRecord> told = new ArrayList<>();
        new PodWorkload(1, 2).tell(new PodWorkload.Sink() {
            @Override
            public void pod(AccountId account, PodRecord record) {
                told.add(record);
            }

            @Override
            public void heartbeat(PodRecord record) {}
        });
        return told.getFirst();
    }

    /** A reading to bytes. */
    @Benchmark
    public byte @Nullable [] readingEncode() {
        return readings.serializer().serialize(Topics.READINGS.name(), Objects.requireNonNull(readingRecord));
    }

    /** Bytes to a reading's record. */
    @Benchmark
    public ReadingRecord readingDecode() {
        return readings.deserializer().deserialize(Topics.READINGS.name(), readingBytes);
    }

    /** A pod's record to bytes. */
    @Benchmark
    public byte @Nullable [] podEncode() {
        return pods.serializer().serialize(Topics.PODS.name(), Objects.requireNonNull(podRecord));
    }

    /** Bytes to a pod's record. */
    @Benchmark
    public PodRecord podDecode() {
        return pods.deserializer().deserialize(Topics.PODS.name(), podBytes);
    }

    /** A reading to its record. */
    @Benchmark
    public ReadingRecord readingToRecord() {
        return Readings.record(ACCOUNT, Objects.requireNonNull(reading));
    }

    /** A record to its reading. */
    @Benchmark
    public Reading readingFromRecord() {
        return Readings.reading(Objects.requireNonNull(readingRecord));
    }
}
