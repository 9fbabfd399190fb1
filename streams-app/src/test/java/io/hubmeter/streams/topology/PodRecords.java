package io.hubmeter.streams.topology;

import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.PodObservation;
import io.hubmeter.core.metering.Told;
import io.hubmeter.schemas.avro.Heartbeat;
import io.hubmeter.schemas.avro.PodOp;
import io.hubmeter.schemas.avro.PodRecord;
import io.hubmeter.schemas.avro.PodState;
import io.hubmeter.schemas.avro.SnapshotCompleted;
import io.hubmeter.schemas.avro.SnapshotStarted;
import io.hubmeter.schemas.avro.Source;
import io.hubmeter.wire.ExactDecimals;
import java.time.Instant;
import java.util.List;

/** Records of {@code hubmeter.pods}, as a collector writes them. */
final class PodRecords {
    private PodRecords() {}

    /** What was told of a pod of an account. */
    static PodRecord of(String source, String account, Told told) {
        return of(source, AccountId.parse(account).user(), told.uid(), PodOp.u, told.observation());
    }

    /** A pod of an account as a snapshot lists it. */
    static PodRecord listed(String source, String account, Told told, long snapshot) {
        PodRecord record = of(source, AccountId.parse(account).user(), told.uid(), PodOp.r, told.observation());
        return PodRecord.newBuilder(record)
                .setSource(new Source(source, "jupyter", told.observation().version(), snapshot))
                .build();
    }

    static PodRecord of(String source, String user, String uid, PodOp op, PodObservation observation) {
        PodState state = new PodState(
                uid,
                "jupyter",
                "jupyter-" + uid,
                "hub",
                user,
                "",
                ExactDecimals.decimals(observation.rates()),
                observation.scheduledAt(),
                observation.ratesAt(),
                observation.endedAt(),
                observation.gone(),
                null);
        boolean gone = op == PodOp.d;
        return new PodRecord(
                op,
                gone ? state : null,
                gone ? null : state,
                null,
                new Source(source, "jupyter", observation.version(), null),
                observation.observedAt());
    }

    static PodRecord heartbeat(String source, List<String> realms, Instant at) {
        return message(source, new Heartbeat(realms), at);
    }

    static PodRecord snapshotStarted(String source, long id, Instant at) {
        return message(source, new SnapshotStarted(id), at);
    }

    static PodRecord snapshotCompleted(String source, long id, Instant at) {
        return message(source, new SnapshotCompleted(id), at);
    }

    /** With the list's version. */
    static PodRecord snapshotCompleted(String source, long id, long version, Instant at) {
        return new PodRecord(
                PodOp.m, null, null, new SnapshotCompleted(id), new Source(source, null, version, null), at);
    }

    private static PodRecord message(String source, Object message, Instant at) {
        return new PodRecord(PodOp.m, null, null, message, new Source(source, null, 0L, null), at);
    }
}
