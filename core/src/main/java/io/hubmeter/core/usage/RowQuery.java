package io.hubmeter.core.usage;

import io.hubmeter.core.metering.AccountId;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which rows of usage are asked for.
 *
 * @param period of hours or of days
 * @param from the earliest start of a row, not before 1970
 * @param to later than every start, and than {@code from}
 * @param account whose they are; null for everybody's
 * @param realm of which realm's accounts; null for all; may not be another than the account's
 */
public record RowQuery(
        Period period,
        Instant from,
        Instant to,
        @Nullable AccountId account,
        @Nullable String realm) {
    /** How long stores keep rows after their start; the topics keep them for good. */
    public static final Duration KEPT = Duration.ofDays(62);

    /** Checks the order of the instants, and that account and realm agree. */
    public RowQuery {
        if (!from.isBefore(to)) {
            throw new IllegalArgumentException("to: found %s, expected later than from, %s".formatted(to, from));
        }
        if (realm != null && !AccountId.isRealm(realm)) {
            throw new IllegalArgumentException(
                    "realm: found '%s', expected 1 to 63 characters of a-z, 0-9 and -".formatted(realm));
        }
        if (account != null && realm != null && !account.realm().equals(realm)) {
            throw new IllegalArgumentException("realm: found '%s', expected that of %s".formatted(realm, account));
        }
    }

    /** Whether rows of an account are among those asked for. */
    public boolean isAbout(AccountId other) {
        return (account == null || account.equals(other)) && (realm == null || realm.equals(other.realm()));
    }

    /** Whether a row is among those asked for. */
    public boolean isAbout(UsageRow row) {
        return row.period() == period
                && !row.start().isBefore(from)
                && row.start().isBefore(to)
                && isAbout(row.account());
    }
}
