package io.hubmeter.standalone.story;

import io.hubmeter.schemas.avro.OverQuotaCause;
import io.hubmeter.schemas.avro.OverQuotaKind;
import io.hubmeter.schemas.avro.OverQuotaRecord;
import io.hubmeter.wire.ExactDecimals;
import io.hubmeter.wire.Limits;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What was said of a limit, as far as a culler or an admin cares.
 *
 * @param limit the amount of the limit, micro-unit milliseconds
 * @param used within its window, micro-unit milliseconds
 * @param at the crossing, or the recovery where the limit is kept again
 * @param asOf up to when everything was known, for which {@code used} is told
 * @param servers those to stop, each as {@code hub user/server namespace/pod uid}
 */
record Said(
        OverQuotaKind kind,
        OverQuotaCause cause,
        BigInteger limit,
        BigInteger used,
        Instant at,
        Instant asOf,
        @Nullable Instant graceUntil,
        List<String> servers,
        String origin) {

    static Said of(OverQuotaRecord record) {
        Instant restoredAt = record.getRestoredAt();
        return new Said(
                record.getKind(),
                record.getCause(),
                Objects.requireNonNull(Limits.limit(record.getLimit()).amount()),
                ExactDecimals.micros(record.getUsed()),
                restoredAt == null ? record.getCrossedAt() : restoredAt,
                record.getEvaluatedAt(),
                record.getGraceUntil(),
                record.getServers().stream()
                        .map(server -> "%s %s/%s %s/%s %s"
                                .formatted(
                                        server.getHub(),
                                        record.getUser(),
                                        server.getServerName(),
                                        server.getNamespace(),
                                        server.getPod(),
                                        server.getUid()))
                        .sorted()
                        .toList(),
                record.getOrigin());
    }

    /** How a server is named among those to stop. */
    static String named(Server server) {
        return "%s %s/%s %s/%s %s"
                .formatted(
                        server.hub(),
                        server.account().user(),
                        server.name(),
                        Server.NAMESPACE,
                        server.pod(),
                        server.uid());
    }
}
