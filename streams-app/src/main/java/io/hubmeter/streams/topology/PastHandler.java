package io.hubmeter.streams.topology;

import io.hubmeter.core.decision.PastDecision;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.stop.Stop;
import io.hubmeter.schemas.avro.DecisionRecord;
import io.hubmeter.schemas.avro.StopRecord;
import io.hubmeter.wire.PastDecisions;
import io.hubmeter.wire.Stops;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Remembers what was lately decided about accounts and done about their servers. Meters and limits know nothing of it. */
final class PastHandler {
    /** No id and no uid is longer: they become part of a key. */
    private static final int LONGEST_ID = 1_000;

    private static final Duration LONGEST_WINDOW = Duration.ofDays(36_525);

    private PastHandler() {}

    static void handleStop(Record<String, StopRecord> record, Parts parts) {
        StopRecord value = record.value();
        Stop stop;
        try {
            stop = Stops.stop(value);
        } catch (IllegalArgumentException | ArithmeticException e) {
            parts.outputs().reject(record.key(), value.getAt(), RejectReason.BAD_STOP, String.valueOf(e.getMessage()));
            return;
        }
        String problem = problem(record, stop.account(), stop.at(), "uid", stop.uid());
        problem = problem == null ? beyondTime("crossedAt", stop.crossedAt()) : problem;
        problem = problem == null ? beyondTime("graceUntil", stop.graceUntil()) : problem;
        if (problem == null && stop.limit().window().compareTo(LONGEST_WINDOW) > 0) {
            problem = "limit.windowMs: found %s, expected at most %s"
                    .formatted(stop.limit().window(), LONGEST_WINDOW);
        }
        if (problem != null) {
            parts.outputs().reject(record.key(), stop.at(), RejectReason.BAD_STOP, problem);
            return;
        }
        // A server may be spared many times; each time is told apart by its instant.
        String id = "%d %s %s".formatted(stop.at().toEpochMilli(), stop.outcome(), stop.uid());
        parts.stops().add(stop.account(), stop.at(), id, value);
    }

    static void handleDecision(Record<String, DecisionRecord> record, Parts parts) {
        DecisionRecord value = record.value();
        PastDecision decision;
        try {
            decision = PastDecisions.decision(value);
        } catch (IllegalArgumentException | ArithmeticException e) {
            parts.outputs()
                    .reject(record.key(), value.getAt(), RejectReason.BAD_DECISION, String.valueOf(e.getMessage()));
            return;
        }
        String problem = problem(record, decision.account(), decision.at(), "decisionId", decision.id());
        problem = problem == null ? beyondTime("retryAt", decision.retryAt()) : problem;
        if (problem != null) {
            parts.outputs().reject(record.key(), decision.at(), RejectReason.BAD_DECISION, problem);
            return;
        }
        parts.decisions().add(decision.account(), decision.at(), decision.id(), withoutStandings(value));
    }

    /** The topic has how the account stood, for whoever looks into a decision; its owner is told the sentence. */
    private static DecisionRecord withoutStandings(DecisionRecord value) {
        // The generated builder copies everything that it is given deeply, which takes longer than all the rest.
        return new DecisionRecord(
                value.getDecisionId(),
                value.getRealm(),
                value.getUser(),
                value.getAt(),
                value.getOutcome(),
                value.getReasons(),
                value.getSentence(),
                value.getRequested(),
                value.getServerName(),
                value.getPolicyHash(),
                value.getFreshnessMs(),
                List.of(),
                value.getHub(),
                value.getAllowed(),
                value.getGroups(),
                value.getRuntimeMs(),
                value.getRetryAt());
    }

    /** What is wrong with an entry beyond its own terms; null if nothing is. */
    private static @Nullable String problem(
            Record<String, ?> record, AccountId account, Instant at, String idField, String id) {
        if (!account.toString().equals(record.key())) {
            return "key: found '%s', expected that of the value, '%s'".formatted(record.key(), account);
        }
        Instant latest = Instant.ofEpochMilli(record.timestamp()).plus(Admission.CLOCK_SKEW);
        if (at.isAfter(latest)) {
            // It would stand before everything that happens until then.
            return "at: found %s, expected at most %s, five minutes after the record's own time".formatted(at, latest);
        }
        if (id.length() > LONGEST_ID) {
            return "%s: found %d characters, expected at most %d".formatted(idField, id.length(), LONGEST_ID);
        }
        return beyondTime("at", at);
    }

    private static @Nullable String beyondTime(String field, @Nullable Instant at) {
        return at == null || !(at.isBefore(Instant.EPOCH) || at.isAfter(Admission.LAST_INSTANT))
                ? null
                : "%s: found %s, expected an instant from 1970 to 9999".formatted(field, at);
    }
}
