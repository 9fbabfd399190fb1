package io.hubmeter.core.grant;

import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Resource;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What an admin recorded for an account. Nothing is ever changed or removed: what was wrong is voided by a further record.
 *
 * @param id tells additions and corrections of an account apart; that of a void is the id of what it voids
 * @param kind what it does
 * @param account whose limits or usage it concerns
 * @param resource what it counts; null only for a void
 * @param amount in micro-unit milliseconds: more than zero for an addition, not zero for a correction, zero for a void
 * @param window only limits with this window are concerned; null for every window of the resource
 * @param from the first instant at which it counts
 * @param until the first instant at which it does not count any more; null if there is none
 * @param actor who recorded it
 * @param reason why, in the actor's words
 * @param recordedAt when it was recorded
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

    /** What a grant does. */
    public enum Kind {
        /** Adds to the limits of a resource. */
        ADDITION,
        /** Adds to, or takes from, what was used of a resource. */
        CORRECTION,
        /** The addition or correction with the same id counts no more. */
        VOID
    }

    /** Checks that the parts go together. */
    public Grant {
        if (id.isEmpty()) {
            throw new IllegalArgumentException("id: found nothing, expected one character or more");
        }
        if ((resource == null) != (kind == Kind.VOID)) {
            throw new IllegalArgumentException("resource: found %s with %s, expected one, or none with VOID"
                    .formatted(resource == null ? "none" : resource, kind));
        }
        boolean fits =
                switch (kind) {
                    case ADDITION -> amount.signum() > 0;
                    case CORRECTION -> amount.signum() != 0;
                    case VOID -> amount.signum() == 0;
                };
        if (!fits) {
            throw new IllegalArgumentException(
                    "amount: found %s with %s, expected more than 0 with ADDITION, another than 0 with CORRECTION, 0 with VOID"
                            .formatted(amount, kind));
        }
        if (window != null && !window.isPositive()) {
            throw new IllegalArgumentException("window: found %s, expected more than zero".formatted(window));
        }
        if (until != null && !from.isBefore(until)) {
            throw new IllegalArgumentException("until: found %s, expected later than %s".formatted(until, from));
        }
    }
}
