package io.hubmeter.streams.topology;

import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.ExactInstant;
import io.hubmeter.core.policy.Entitlement.Entitled;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.core.quota.Limit;
import io.hubmeter.core.quota.QuotaEvent;
import io.hubmeter.schemas.avro.OverQuotaCause;
import io.hubmeter.schemas.avro.OverQuotaKind;
import io.hubmeter.schemas.avro.OverQuotaRecord;
import io.hubmeter.schemas.avro.Server;
import io.hubmeter.schemas.avro.WarningRecord;
import io.hubmeter.streams.state.avro.ServerRecord;
import io.hubmeter.wire.ExactDecimals;
import io.hubmeter.wire.Limits;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What is said of limits, as records of {@code hubmeter.over-quota} and {@code hubmeter.warnings}. */
final class QuotaRecords {
    private QuotaRecords() {}

    /** The record of a limit that was exceeded or is kept again; its servers are those of the pods that have to stop. */
    static OverQuotaRecord overQuota(
            AccountId account, QuotaEvent event, Limiter.Terms terms, Instant at, List<OpenPod> pods) {
        Policy policy = terms.policy();
        boolean enforced = isEnforced(terms, event.limit());
        boolean exceeded = event instanceof QuotaEvent.Exceeded;
        Duration grace = policy == null ? Duration.ZERO : policy.rules().grace();
        return OverQuotaRecord.newBuilder()
                .setRealm(account.realm())
                .setUser(account.user())
                .setKind(exceeded ? OverQuotaKind.EXCEEDED : OverQuotaKind.RESTORED)
                .setCause(cause(event))
                .setLimit(Limits.record(event.limit()))
                .setUsed(ExactDecimals.decimal(event.used()))
                .setCrossedAt(micros(event.crossedAt()))
                .setRestoredAt(event instanceof QuotaEvent.Restored restored ? micros(restored.restoredAt()) : null)
                .setGraceUntil(exceeded && enforced ? micros(event.crossedAt()).plus(grace) : null)
                .setRevision(event instanceof QuotaEvent.Exceeded again ? again.revision() : 0)
                .setPolicyHash(policy == null ? "" : policy.hash())
                .setServers(exceeded && enforced && policy != null ? servers(pods, event.limit(), policy) : List.of())
                .setEvaluatedAt(at)
                .setEnforced(enforced)
                .setOrigin(origin(terms, event.limit()))
                .build();
    }

    /** The record of a warning. */
    static WarningRecord warning(AccountId account, QuotaEvent.Warned warned, Limiter.Terms terms, Instant at) {
        Policy policy = terms.policy();
        ExactInstant exhaustedAt = warned.exhaustedAt();
        return WarningRecord.newBuilder()
                .setRealm(account.realm())
                .setUser(account.user())
                .setLimit(Limits.record(warned.limit()))
                .setThresholdPercent(warned.percent())
                .setUsed(ExactDecimals.decimal(warned.used()))
                .setCrossedAt(micros(warned.crossedAt()))
                .setExhaustedAt(exhaustedAt == null ? null : micros(exhaustedAt))
                .setRevision(warned.revision())
                .setPolicyHash(policy == null ? "" : policy.hash())
                .setEvaluatedAt(at)
                .setEnforced(isEnforced(terms, warned.limit()))
                .setOrigin(origin(terms, warned.limit()))
                .build();
    }

    private static boolean isEnforced(Limiter.Terms terms, Limit limit) {
        Policy policy = terms.policy();
        return policy != null && policy.rules().enforce() && terms.entitlement().isEnforced(limit);
    }

    /** Where a limit comes from; empty if it does not apply any more. */
    private static String origin(Limiter.Terms terms, Limit limit) {
        return terms.entitlement().limits().stream()
                .filter(entitled -> entitled.limit().hasSameSubjectAs(limit))
                .map(Entitled::origin)
                .findFirst()
                .orElse("");
    }

    private static Instant micros(ExactInstant instant) {
        return Instant.ofEpochSecond(0, instant.toEpochMicros() * 1_000);
    }

    private static OverQuotaCause cause(QuotaEvent event) {
        boolean windowMoved = event instanceof QuotaEvent.Restored && event.cause() == QuotaEvent.Cause.CROSSED;
        return windowMoved
                ? OverQuotaCause.WINDOW_MOVED
                : OverQuotaCause.valueOf(event.cause().name());
    }

    /** The pods that hold the resource whose limit is exceeded, on hubs where anything is enforced. */
    private static List<Server> servers(List<OpenPod> pods, Limit limit, Policy policy) {
        String resource = limit.resource().name();
        return pods.stream()
                .filter(pod -> pod.record().getSpans().getLast().getRates().containsKey(resource)
                        && policy.isEnforcedOn(pod.record().getServer().getHub()))
                .map(QuotaRecords::server)
                .toList();
    }

    private static Server server(OpenPod pod) {
        ServerRecord where = pod.record().getServer();
        return new Server(
                pod.uid(),
                where.getNamespace(),
                where.getPod(),
                where.getHub(),
                where.getServerName(),
                where.getDaskCluster());
    }
}
