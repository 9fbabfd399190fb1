package io.hubmeter.streams.topology;

import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Reading;
import io.hubmeter.core.quota.QuotaEvent;
import io.hubmeter.core.usage.UsageRow;
import io.hubmeter.schemas.avro.RejectRecord;
import io.hubmeter.schemas.avro.UsageRecord;
import io.hubmeter.wire.GroupUsage;
import io.hubmeter.wire.Readings;
import io.hubmeter.wire.UsageRows;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** Forwards what a task has to say to the sinks. */
final class Outputs {
    /** How many servers one event names at the most. */
    static final int MOST_SERVERS = 1_000;

    private final ProcessorContext<String, SpecificRecord> context;
    private final Ledger ledger;
    private final TaskCounts counts;
    private final GroupChanges changes = new GroupChanges();

    Outputs(ProcessorContext<String, SpecificRecord> context, Ledger ledger, TaskCounts counts) {
        this.context = context;
        this.ledger = ledger;
        this.counts = counts;
    }

    void readings(AccountId account, List<Reading> readings) {
        for (Reading reading : readings) {
            counts.reading(reading.revision());
            forward(account, Readings.record(account, reading), reading.at(), TopologyNames.READINGS_SINK);
        }
    }

    /**
     * Says what an account used in a period, and notes how that changes the totals of its groups.
     *
     * @param before the row that it takes the place of; null if there is none
     * @return the row's record
     */
    UsageRecord row(UsageRow row, @Nullable UsageRow before) {
        counts.row(row.period(), row.revision());
        UsageRecord record = UsageRows.record(row);
        forward(
                row.account(),
                record,
                row.start(),
                switch (row.period()) {
                    case HOUR -> TopologyNames.HOURS_SINK;
                    case DAY -> TopologyNames.DAYS_SINK;
                });
        changes.add(before, row);
        return record;
    }

    /** Says how totals of groups have changed; to be called when rows were written, before the record is done. */
    void groupChanges() {
        changes.take()
                .forEach(change -> context.forward(
                        new Record<>(
                                GroupUsage.key(change.getRealm(), change.getGroup()),
                                change,
                                change.getPeriodStart().toEpochMilli()),
                        TopologyNames.CHANGES_SINK));
    }

    /**
     * Says what happened to limits of an account.
     *
     * @param started the pod that started just now; null if none did
     */
    void quotaEvents(
            AccountId account, List<QuotaEvent> events, Limiter.Terms terms, Instant at, @Nullable OpenPod started) {
        List<OpenPod> open = null;
        for (QuotaEvent event : events) {
            counts.limitEvent(event);
            if (event instanceof QuotaEvent.Warned warned) {
                QuotaEvent.Warned foreseen = Forecast.of(account, warned, terms.entitlement(), ledger.history(account));
                forward(account, QuotaRecords.warning(account, foreseen, terms, at), at, TopologyNames.WARNINGS_SINK);
                continue;
            }
            boolean atStart = event instanceof QuotaEvent.Exceeded exceeded
                    && exceeded.cause() == QuotaEvent.Cause.STARTED_WHILE_EXCEEDED;
            if (!atStart && open == null) {
                open = ledger.openPods(account, MOST_SERVERS);
            }
            // The pods that ran before were named when the limit was crossed.
            List<OpenPod> concerned = atStart && started != null ? List.of(started) : open == null ? List.of() : open;
            forward(
                    account,
                    QuotaRecords.overQuota(account, event, terms, at, concerned),
                    at,
                    TopologyNames.OVER_QUOTA_SINK);
        }
    }

    void reject(@Nullable String key, Instant observedAt, RejectReason reason, String message) {
        counts.rejected(reason);
        String origin = context.recordMetadata().map(Outputs::origin).orElse("unknown");
        context.forward(
                new Record<>(
                        Objects.requireNonNullElse(key, ""),
                        new RejectRecord(reason.code(), message, origin, observedAt, null),
                        Math.max(0, observedAt.toEpochMilli())),
                TopologyNames.REJECTS_SINK);
    }

    private static String origin(RecordMetadata metadata) {
        return "%s/%d/%d".formatted(metadata.topic(), metadata.partition(), metadata.offset());
    }

    private void forward(AccountId account, SpecificRecord value, Instant at, String sink) {
        // Kafka knows no time before 1970, whatever a hub or a policy says of itself.
        context.forward(new Record<>(account.toString(), value, Math.max(0, at.toEpochMilli())), sink);
    }
}
