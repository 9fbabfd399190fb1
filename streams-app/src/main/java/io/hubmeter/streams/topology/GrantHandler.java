package io.hubmeter.streams.topology;

import io.hubmeter.core.grant.Grant;
import io.hubmeter.core.grant.Grants;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.schemas.avro.GrantRecord;
import java.time.Instant;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Takes in what administrators record: raises limits for a time, and corrects what was used. */
final class GrantHandler {
    private GrantHandler() {}

    static void handle(Record<String, GrantRecord> record, Parts parts) {
        GrantRecord value = record.value();
        Instant recordedAt = value.getRecordedAt();
        Grant entry;
        try {
            entry = io.hubmeter.wire.Grants.grant(value);
        } catch (IllegalArgumentException | ArithmeticException e) {
            parts.outputs().reject(record.key(), recordedAt, RejectReason.BAD_GRANT, String.valueOf(e.getMessage()));
            return;
        }
        AccountId account = entry.account();
        String problem = problem(record, entry, parts);
        if (problem != null) {
            parts.outputs().reject(record.key(), recordedAt, RejectReason.BAD_GRANT, problem);
            return;
        }
        Grants before = parts.grants().of(account);
        switch (before.plus(entry)) {
            case Grants.Outcome.Known known -> {}
            case Grants.Outcome.Refused(String message) ->
                parts.outputs().reject(record.key(), recordedAt, RejectReason.BAD_GRANT, message);
            case Grants.Outcome.Accepted(Grants after) -> {
                parts.grants().put(entry);
                if (before.corrections().equals(after.corrections())) {
                    parts.limiter().noteChanges(account, entry);
                    parts.quotaEvents(account, parts.limiter().regrant(account), recordedAt);
                } else {
                    correct(account, recordedAt, parts);
                }
            }
        }
    }

    private static void correct(AccountId account, Instant recordedAt, Parts parts) {
        Ledger.Written written = parts.ledger().correct(account);
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
                                    false),
                    recordedAt);
        }
    }

    /** What is wrong with an entry beyond its own terms; null if nothing is. */
    private static @Nullable String problem(Record<String, GrantRecord> record, Grant entry, Parts parts) {
        if (!entry.account().toString().equals(record.key())) {
            return "key: found '%s', expected that of the value, '%s'".formatted(record.key(), entry.account());
        }
        Instant latest = Instant.ofEpochMilli(record.timestamp()).plus(Admission.CLOCK_SKEW);
        if (entry.recordedAt().isAfter(latest)) {
            return "recordedAt: found %s, expected at most %s, five minutes after the record's own time"
                    .formatted(entry.recordedAt(), latest);
        }
        if (entry.amount().abs().compareTo(Admission.GREATEST_AMOUNT) > 0) {
            return "amount: found %s, expected at most %s micro-unit milliseconds"
                    .formatted(entry.amount(), Admission.GREATEST_AMOUNT);
        }
        if (entry.from().isBefore(Instant.EPOCH)) {
            return "from: found %s, expected 1970 or later".formatted(entry.from());
        }
        Instant until = entry.until();
        if (until != null && until.isAfter(Admission.LAST_INSTANT)) {
            return "until: found %s, expected at most %s".formatted(until, Admission.LAST_INSTANT);
        }
        if (entry.kind() == Grant.Kind.CORRECTION) {
            Instant floor = parts.ledger().floor();
            if (entry.from().isBefore(floor)) {
                return "from: found %s, expected %s or later: readings are not kept longer"
                        .formatted(entry.from(), floor);
            }
            if (until == null || until.isAfter(entry.recordedAt())) {
                return "until: found %s, expected at most %s, when it was recorded"
                        .formatted(until, entry.recordedAt());
            }
        }
        return null;
    }
}
