package io.hubmeter.standalone.audit;

import io.hubmeter.core.metering.AccountId;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is to be audited: periods that lie within {@code [from, until)}.
 *
 * @param amendable how far back the topology amends readings: its longest window and its lateness together
 * @param realm of this realm only; null for all
 * @param user of this user only; null for all
 */
public record AuditScope(
        Instant from,
        Instant until,
        Duration amendable,
        @Nullable String realm,
        @Nullable String user) {

    /** Whether an account is to be audited. */
    boolean holds(AccountId account) {
        return (realm == null || realm.equals(account.realm())) && (user == null || user.equals(account.user()));
    }
}
