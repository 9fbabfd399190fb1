package io.hubmeter.streams.topology;

import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Reading;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.core.quota.QuotaEvent;
import io.hubmeter.schemas.avro.OverQuotaCause;
import io.hubmeter.schemas.avro.OverQuotaKind;
import io.hubmeter.schemas.avro.OverQuotaRecord;
import io.hubmeter.schemas.avro.RejectRecord;
import io.hubmeter.schemas.avro.Server;
import io.hubmeter.streams.state.avro.ServerRecord;
import io.hubmeter.wire.ExactDecimals;
import io.hubmeter.wire.Limits;
import io.hubmeter.wire.Readings;
import java.time.Duration;
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

    Outputs(ProcessorContext<String, SpecificRecord> context, Ledger ledger) {
        this.context = context;
        this.ledger = ledger;
    }

    void readings(AccountId account, List<Reading> readings) {
        for (Reading reading : readings) {
            forward(account, Readings.record(account, reading), reading.at(), TopologyNames.READINGS_SINK);
        }
    }

    /**
     * Says what happened to limits of an account.
     *
     * @param started the pod that started just now; null if none did
     */
    void quotaEvents(
            AccountId account,
            List<QuotaEvent> events,
            @Nullable Policy policy,
            Instant at,
            @Nullable OpenPod started) {
        List<OpenPod> open = null;
        for (QuotaEvent event : events) {
            boolean atStart = event instanceof QuotaEvent.Exceeded exceeded
                    && exceeded.cause() == QuotaEvent.Cause.STARTED_WHILE_EXCEEDED;
            if (!atStart && open == null) {
                open = ledger.openPods(account, MOST_SERVERS);
            }
            // The pods that ran before were named when the limit was crossed.
            List<OpenPod> concerned = atStart && started != null ? List.of(started) : open == null ? List.of() : open;
            forward(account, record(account, event, policy, at, concerned), at, TopologyNames.OVER_QUOTA_SINK);
        }
    }

    void reject(@Nullable String key, Instant observedAt, RejectReason reason, String message) {
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

    private static OverQuotaRecord record(
            AccountId account, QuotaEvent event, @Nullable Policy policy, Instant at, List<OpenPod> pods) {
        Instant crossed = Instant.ofEpochSecond(0, event.crossedAt().toEpochMicros() * 1_000);
        Duration grace = policy == null ? Duration.ZERO : policy.rules().grace();
        return switch (event) {
            case QuotaEvent.Exceeded exceeded ->
                base(account, event, policy, at)
                        .setKind(OverQuotaKind.EXCEEDED)
                        .setCause(OverQuotaCause.valueOf(exceeded.cause().name()))
                        .setUsed(ExactDecimals.decimal(exceeded.used()))
                        .setCrossedAt(crossed)
                        .setRestoredAt(null)
                        .setGraceUntil(crossed.plus(grace))
                        .setRevision(exceeded.revision())
                        .setServers(servers(pods, exceeded))
                        .build();
            case QuotaEvent.Restored restored ->
                base(account, event, policy, at)
                        .setKind(OverQuotaKind.RESTORED)
                        .setCause(restoredCause(restored.cause()))
                        .setUsed(ExactDecimals.decimal(restored.used()))
                        .setCrossedAt(crossed)
                        .setRestoredAt(
                                Instant.ofEpochSecond(0, restored.restoredAt().toEpochMicros() * 1_000))
                        .setGraceUntil(null)
                        .setRevision(0)
                        .setServers(List.of())
                        .build();
        };
    }

    private static OverQuotaRecord.Builder base(
            AccountId account, QuotaEvent event, @Nullable Policy policy, Instant at) {
        return OverQuotaRecord.newBuilder()
                .setRealm(account.realm())
                .setUser(account.user())
                .setLimit(Limits.record(event.limit()))
                .setPolicyHash(policy == null ? "" : policy.hash())
                .setEvaluatedAt(at);
    }

    private static OverQuotaCause restoredCause(QuotaEvent.Cause cause) {
        return cause == QuotaEvent.Cause.CROSSED ? OverQuotaCause.WINDOW_MOVED : OverQuotaCause.valueOf(cause.name());
    }

    /** The pods that hold the resource whose limit is exceeded. */
    private static List<Server> servers(List<OpenPod> pods, QuotaEvent.Exceeded exceeded) {
        String resource = exceeded.limit().resource().name();
        return pods.stream()
                .filter(pod -> pod.record().getSpans().getLast().getRates().containsKey(resource))
                .map(Outputs::server)
                .toList();
    }

    private static Server server(OpenPod pod) {
        ServerRecord where = pod.record().getServer();
        return new Server(pod.uid(), where.getNamespace(), where.getPod(), where.getHub(), where.getServerName());
    }
}
