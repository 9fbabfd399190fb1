package io.hubmeter.api.decision;

import io.hubmeter.core.decision.Request;
import io.hubmeter.core.metering.AccountId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * May this account start this server?
 *
 * @param account who asks
 * @param server the server's name as the hub has it; empty for the default server
 * @param groups the account's groups as the hub knows them now; null to take those that the hub last reported
 * @param request what the server would hold
 */
public record Question(
        AccountId account, String server, @Nullable List<String> groups, Request request) {
    /** Keeps the list to itself. */
    public Question {
        groups = groups == null ? null : List.copyOf(groups);
    }
}
