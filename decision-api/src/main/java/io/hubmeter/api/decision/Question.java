package io.hubmeter.api.decision;

import io.hubmeter.core.decision.Request;
import io.hubmeter.core.metering.AccountId;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * May this account start this server?
 *
 * @param account who asks
 * @param hub the hub that asks; null if it is not known, as when somebody asks for a realm
 * @param server the server's name as the hub has it; empty for the default server
 * @param groups the account's groups as the hub knows them now; null to take those that the hub last reported
 * @param request what the server would hold
 * @param runtime how long the server is to run at the least; null to ask for no more than the policy does
 */
public record Question(
        AccountId account,
        @Nullable String hub,
        String server,
        @Nullable List<String> groups,
        Request request,
        @Nullable Duration runtime) {
    /** Keeps the list to itself. */
    public Question {
        groups = groups == null ? null : List.copyOf(groups);
        if (runtime != null && !runtime.isPositive()) {
            throw new IllegalArgumentException("runtime: found %s, expected more than zero".formatted(runtime));
        }
    }

    /** The same about a server of another size. */
    Question with(Request other) {
        return new Question(account, hub, server, groups, other, runtime);
    }
}
