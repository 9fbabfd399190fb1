package io.hubmeter.bench.faults.check;

import io.hubmeter.schemas.avro.Heartbeat;
import io.hubmeter.schemas.avro.PodOp;
import io.hubmeter.schemas.avro.PodRecord;
import io.hubmeter.schemas.avro.PodState;
import io.hubmeter.schemas.avro.SnapshotCompleted;
import io.hubmeter.schemas.avro.SnapshotStarted;
import io.hubmeter.schemas.avro.Source;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;

/** One partition of records as a collector writes them, one after the other, with instants in milliseconds since 1970. */
final class Told {
    static final String ACCOUNT = "alpha/ana";
    private static final String SOURCE = "kubernetes/one";

    private final List<Written> records = new ArrayList<>();

    Input input() {
        return new Input(records);
    }

    List<Written> records() {
        return records;
    }

    Told pod(String uid, long version, long observedMs, long cpu, @Nullable Long startMs, @Nullable Long endMs) {
        return state(PodOp.u, uid, version, observedMs, cpu, startMs, endMs, false, null);
    }

    Told gone(String uid, long version, long observedMs, long cpu, long startMs) {
        return state(PodOp.u, uid, version, observedMs, cpu, startMs, null, true, null);
    }

    /** A pod that a snapshot lists. */
    Told read(String uid, long version, long observedMs, long cpu, long startMs, long snapshot) {
        return state(PodOp.r, uid, version, observedMs, cpu, startMs, null, false, snapshot);
    }

    private Told state(
            PodOp op,
            String uid,
            long version,
            long observedMs,
            long cpu,
            @Nullable Long startMs,
            @Nullable Long endMs,
            boolean isGone,
            @Nullable Long snapshot) {
        return add(
                ACCOUNT,
                new PodRecord(
                        op,
                        null,
                        new PodState(
                                uid,
                                null,
                                uid,
                                null,
                                "ana",
                                "",
                                Map.of("cpu", new BigDecimal(cpu).setScale(6)),
                                startMs == null ? null : Instant.ofEpochMilli(startMs),
                                null,
                                endMs == null ? null : Instant.ofEpochMilli(endMs),
                                isGone,
                                null),
                        null,
                        new Source(SOURCE, null, version, snapshot),
                        Instant.ofEpochMilli(observedMs)));
    }

    Told heard(long atMs) {
        return message(new Heartbeat(List.of("alpha")), atMs);
    }

    Told listing(long id, long atMs) {
        return message(new SnapshotStarted(id), atMs);
    }

    Told listed(long id, long atMs) {
        return message(new SnapshotCompleted(id), atMs);
    }

    private Told message(Object message, long atMs) {
        return add(
                SOURCE,
                new PodRecord(
                        PodOp.m, null, null, message, new Source(SOURCE, null, 0L, null), Instant.ofEpochMilli(atMs)));
    }

    private Told add(String key, PodRecord record) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        try {
            new org.apache.avro.specific.SpecificDatumWriter<>(PodRecord.class).write(record, encoder);
            encoder.flush();
            records.add(new Written(
                    0,
                    records.size(),
                    key,
                    new GenericDatumReader<org.apache.avro.generic.GenericRecord>(PodRecord.getClassSchema())
                            .read(null, DecoderFactory.get().binaryDecoder(bytes.toByteArray(), null))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }
}
