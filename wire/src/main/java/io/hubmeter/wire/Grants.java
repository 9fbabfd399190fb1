package io.hubmeter.wire;

import io.hubmeter.core.grant.Grant;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.schemas.avro.GrantKind;
import io.hubmeter.schemas.avro.GrantRecord;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Grants as records of {@code hubmeter.grants}. */
public final class Grants {
    private Grants() {}

    /** The record of a grant; that of a void names no resource. */
    public static GrantRecord record(Grant grant) {
        Resource resource = grant.resource();
        Duration window = grant.window();
        return new GrantRecord(
                grant.id(),
                kind(grant.kind()),
                grant.account().realm(),
                grant.account().user(),
                resource == null ? "" : resource.name(),
                ExactDecimals.decimal(grant.amount()),
                window == null ? null : window.toMillis(),
                grant.from(),
                grant.until(),
                grant.actor(),
                grant.reason(),
                grant.recordedAt());
    }

    /**
     * The grant of a record.
     *
     * @throws IllegalArgumentException if the record makes no sense as a grant
     * @throws ArithmeticException if its amount has more than six decimals
     */
    public static Grant grant(GrantRecord record) {
        Long windowMs = record.getWindowMs();
        @Nullable Instant until = record.getValidUntil();
        Grant.Kind kind = kind(record.getKind());
        return new Grant(
                record.getGrantId(),
                kind,
                new AccountId(record.getRealm(), record.getUser()),
                kind == Grant.Kind.VOID ? null : new Resource(record.getResource()),
                ExactDecimals.micros(record.getAmount()),
                windowMs == null ? null : Duration.ofMillis(windowMs),
                record.getValidFrom(),
                until,
                record.getActor(),
                record.getReason(),
                record.getRecordedAt());
    }

    private static GrantKind kind(Grant.Kind kind) {
        return switch (kind) {
            case ADDITION -> GrantKind.GRANT;
            case CORRECTION -> GrantKind.CORRECTION;
            case VOID -> GrantKind.VOID;
        };
    }

    private static Grant.Kind kind(GrantKind kind) {
        return switch (kind) {
            case GRANT -> Grant.Kind.ADDITION;
            case CORRECTION -> Grant.Kind.CORRECTION;
            case VOID -> Grant.Kind.VOID;
        };
    }
}
