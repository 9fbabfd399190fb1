package io.hubmeter.streams.topology;

import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.PodHistory;
import io.hubmeter.core.metering.PodObservation;
import io.hubmeter.schemas.avro.Heartbeat;
import io.hubmeter.schemas.avro.PodRecord;
import io.hubmeter.schemas.avro.SnapshotCompleted;
import io.hubmeter.schemas.avro.SnapshotStarted;
import io.hubmeter.streams.state.AgendaKeys;
import io.hubmeter.streams.state.PodHistories;
import io.hubmeter.streams.state.avro.PodHistoryRecord;
import io.hubmeter.streams.state.avro.ServerRecord;
import io.hubmeter.wire.Pods;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Folds changes of pods into readings, and moves the clock with the messages of their sources. */
final class PodHandler {
    private PodHandler() {}

    static void handle(Record<String, PodRecord> record, Parts parts) {
        PodRecord value = record.value();
        Instant latest = Instant.ofEpochMilli(record.timestamp()).plus(Admission.CLOCK_SKEW);
        if (value.getObservedAt().isAfter(latest)) {
            // The broker bounds the time of a record. Nothing else bounds the clock that it tells of.
            parts.outputs()
                    .reject(
                            record.key(),
                            Instant.ofEpochMilli(record.timestamp()),
                            RejectReason.IN_THE_FUTURE,
                            "observedAt: found %s, expected at most %s, five minutes after the record's own time"
                                    .formatted(value.getObservedAt(), latest));
            return;
        }
        String source = value.getSource().getName();
        switch (value.getMessage()) {
            case null -> change(record.key(), value, parts);
            case Heartbeat heartbeat -> heartbeat(source, heartbeat.getRealms(), value.getObservedAt(), parts);
            case SnapshotStarted started -> parts.clock().snapshotStarted(source, started.getSnapshotId());
            case SnapshotCompleted completed -> completed(source, completed.getSnapshotId(), value, parts);
            default ->
                parts.outputs()
                        .reject(
                                record.key(),
                                value.getObservedAt(),
                                RejectReason.UNREADABLE,
                                "message: found %s, expected Heartbeat, SnapshotStarted or SnapshotCompleted"
                                        .formatted(value.getMessage().getClass().getSimpleName()));
        }
    }

    private static void change(@Nullable String key, PodRecord value, Parts parts) {
        switch (Admission.check(key, value)) {
            case Admission.Accepted accepted -> observe(accepted, value, parts);
            case Admission.Refused(RejectReason reason, String message) ->
                parts.outputs().reject(key, value.getObservedAt(), reason, message);
        }
    }

    private static void observe(Admission.Accepted accepted, PodRecord value, Parts parts) {
        AccountId account = accepted.account();
        PodObservation observation = accepted.observation();
        String uid = accepted.pod().getUid();
        PodHistoryRecord known = parts.ledger().pod(account, uid);
        PodHistory before = known == null ? null : PodHistories.history(known);
        Instant floor = parts.ledger().floor();
        Instant end = observation.end();
        if (end != null && end.isBefore(floor) && before == null) {
            parts.outputs()
                    .reject(
                            account.toString(),
                            value.getObservedAt(),
                            RejectReason.TOO_LATE,
                            "endedAt: found %s, expected %s or later: readings are not kept longer"
                                    .formatted(end, floor));
            return;
        }
        PodHistory after = before == null ? PodHistory.of(observation) : before.plus(observation);
        if (before != null && after.spans().size() > PodHistory.MAX_SPANS) {
            if (end == null) {
                parts.outputs()
                        .reject(
                                account.toString(),
                                value.getObservedAt(),
                                RejectReason.TOO_MANY_CHANGES,
                                "pod %s: found one more change of its rates, expected at most %d"
                                        .formatted(uid, PodHistory.MAX_SPANS));
            }
            after = end == null ? before : before.plus(endOnly(observation, before));
        }
        String source = value.getSource().getName();
        long listed = listedBy(value, known, parts);
        if (after.endedAt() == null && parts.clock().isMissed(source, after.version(), listed)) {
            after = after.endingAbout(parts.clock().missedSince(source));
        }
        boolean relisted = known != null && known.getSnapshot() != listed;
        if (!after.equals(before) || relisted) {
            write(account, uid, before, after, source, listed, PodHistories.server(accepted.pod()), value, parts);
        }
    }

    /** The newest snapshot of the record's source that lists the pod; 0 if none did. */
    private static long listedBy(PodRecord value, @Nullable PodHistoryRecord known, Parts parts) {
        String source = value.getSource().getName();
        long snapshot = parts.clock().source(source).getSnapshot();
        if (Pods.isListed(value, snapshot)) {
            return snapshot;
        }
        return known != null && known.getSource().equals(source) ? known.getSnapshot() : 0;
    }

    /** The same end with no other rates than were known: a pod that changes without end must end all the same. */
    private static PodObservation endOnly(PodObservation observation, PodHistory before) {
        return new PodObservation(
                observation.version(),
                observation.observedAt(),
                before.spans().getLast().rates(),
                observation.scheduledAt(),
                null,
                observation.endedAt(),
                observation.gone());
    }

    private static void write(
            AccountId account,
            String uid,
            @Nullable PodHistory before,
            PodHistory after,
            String source,
            long snapshot,
            ServerRecord server,
            PodRecord cause,
            Parts parts) {
        Ledger.Written written = parts.ledger().write(account, uid, before, after, source, snapshot, server);
        if (!written.readings().isEmpty()) {
            parts.outputs().readings(account, written.readings());
            parts.rows().touched(account, written.readings().getFirst().at());
            parts.quotaEvents(
                    account,
                    parts.limiter()
                            .changed(
                                    account,
                                    written.history(),
                                    written.readings().getFirst().at(),
                                    written.started() != null),
                    cause.getObservedAt(),
                    written.started());
        }
    }

    private static void heartbeat(String source, List<String> realms, Instant at, Parts parts) {
        if (!parts.clock().heard(source, realms, at, () -> parts.holdings(source, at))) {
            return;
        }
        for (String realm : realms) {
            Instant heardAt = parts.clock().of(realm);
            if (heardAt != null) {
                for (Bytes due : parts.limiter().due(realm, AgendaKeys.GRANT, heardAt)) {
                    AccountId account = account(due);
                    Instant changesAt = AgendaKeys.at(due);
                    parts.quotaEventsAsOf(changesAt, account, parts.limiter().regrantAt(account, changesAt), null);
                }
                for (Bytes due : parts.limiter().due(realm, AgendaKeys.LOOK, heardAt)) {
                    AccountId account = account(due);
                    parts.quotaEvents(account, parts.limiter().advance(account, heardAt), heardAt);
                }
                parts.rows().heard(realm, heardAt);
                for (Bytes due : parts.limiter()
                        .due(realm, AgendaKeys.FORGET, parts.ledger().forgetBefore())) {
                    parts.ledger().forget(Bytes.wrap(AgendaKeys.subject(due)));
                }
            }
        }
    }

    private static AccountId account(Bytes due) {
        return AccountId.parse(new String(AgendaKeys.subject(due), StandardCharsets.UTF_8));
    }

    /** Open pods that a complete list does not have ended after the source was last heard before it. */
    private static void completed(String source, long snapshot, PodRecord value, Parts parts) {
        if (!parts.clock().snapshotCompleted(source, snapshot, value.getSource().getVersion())) {
            return;
        }
        Instant since = parts.clock().missedSince(source);
        for (OpenPod pod : parts.ledger().notListedSince(source, snapshot)) {
            PodHistory before = PodHistories.history(pod.record());
            PodHistory after = before.endingAbout(since);
            write(
                    pod.account(),
                    pod.uid(),
                    before,
                    after,
                    source,
                    pod.record().getSnapshot(),
                    pod.record().getServer(),
                    value,
                    parts);
        }
    }
}
