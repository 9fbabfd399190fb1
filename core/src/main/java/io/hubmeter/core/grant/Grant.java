package io.hubmeter.core.grant;

import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Resource;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One entry that an administrator made about an account. Entries are never changed: a further one voids what should not count.
 *
 * @param id tells the account's entries apart; a void carries the id of the entry that it is about
 * @param kind what it is
 * @param account whose
 * @param resource what it is about; null for a void
 * @param amount micro-unit milliseconds: more than zero for an addition, not zero for a correction (negative where less is to
 *     count as used), zero for a void
 * @param window the window whose limits an addition raises; null for every window of the resource, and for other kinds
 * @param from where an addition begins to count; where the use that is corrected begins; for a void when it was recorded
 * @param until where it ends, later than {@code from}; null for an addition without end, and for a void
 * @param actor who made the entry
 * @param reason why, in the actor's words
 * @param recordedAt when
 */
public record Grant(
        String id,
        Kind kind,
        AccountId account,
        @Nullable Resource resource,
        BigInteger amount,
        @Nullable Duration window,
        Instant from,
        @Nullable Instant until,
        String actor,
        String reason,
        Instant recordedAt) {

    /** What an entry is. */
    public enum Kind {
        /** Raises the account's limits on a resource for a time. */
        ADDITION,
        /** Changes how much counts as used in a time that has passed. */
        CORRECTION,
        /** The entry with the same id does not count any more, and a correction never did. */
        VOID
    }

    /** Checks that amount and interval fit the kind. */
    public Grant {
        boolean fits = switch (kind) {
            case ADDITION -> resource != null && amount.signum() > 0;
            case CORRECTION -> resource != null && amount.signum() != 0 && until != null && window == null;
            case VOID -> resource == null && amount.signum() == 0 && until == null && window == null;
        };
        if (!fits) {
            throw new IllegalArgumentException(
                    "grant %s: found a %s of %s of %s in window %s from %s until %s, expected what this kind has"
                            .formatted(id, kind, amount, resource, window, from, until));
        }
        if (until != null && !from.isBefore(until)) {
            throw new IllegalArgumentException(
                    "grant %s: until: found %s, expected an instant after %s".formatted(id, until, from));
        }
    }
}
