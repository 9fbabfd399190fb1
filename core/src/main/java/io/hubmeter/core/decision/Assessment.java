package io.hubmeter.core.decision;

import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Quantities;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the stores know of one account at an instant.
 *
 * @param account who
 * @param at the instant; a running server's use is extrapolated up to it
 * @param heardAt the time heard from the stalest source that feeds the account's realm; null if none was heard
 * @param standings one for each limit that was asked about, in that order
 * @param retryAt the first millisecond at which no enforced limit would be in the way of the request, on the same suppositions
 *     as {@link Standing#retryAt}; null if none is in the way now, or one always will be
 * @param rates what the account's pods hold, in micro-units
 * @param openPods how many pods of the account hold resources
 */
public record Assessment(
        AccountId account,
        Instant at,
        @Nullable Instant heardAt,
        List<Standing> standings,
        @Nullable Instant retryAt,
        Quantities rates,
        int openPods) {
    /** Keeps the list to itself. */
    public Assessment {
        standings = List.copyOf(standings);
    }
}
