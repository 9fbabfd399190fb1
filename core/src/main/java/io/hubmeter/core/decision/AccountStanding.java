package io.hubmeter.core.decision;

import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Quantities;
import java.util.List;

/**
 * Where one account stands with everything that holds for it.
 *
 * @param groups those that counted
 * @param assessment one standing for each limit of its entitlement, and what it holds now
 * @param used what it used of each resource with a price, since the instant that was asked for, in micro-unit milliseconds
 */
public record AccountStanding(List<String> groups, Assessment assessment, Quantities used) {
    /** Keeps the list to itself. */
    public AccountStanding {
        groups = List.copyOf(groups);
    }

    /** Whose it is. */
    public AccountId account() {
        return assessment.account();
    }
}
