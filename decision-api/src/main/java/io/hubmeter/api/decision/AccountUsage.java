package io.hubmeter.api.decision;

import io.hubmeter.core.decision.Assessment;
import io.hubmeter.core.policy.Prices;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where an account stands when it asks for nothing.
 *
 * @param groups the groups that counted
 * @param assessment where the account stands, and what it holds
 * @param prices what an hour of each resource costs; none without a policy
 * @param policyHash the hash of the policy in force; null if there is none
 */
public record AccountUsage(
        List<String> groups,
        Assessment assessment,
        Prices prices,
        @Nullable String policyHash) {
    /** Keeps the list to itself. */
    public AccountUsage {
        groups = List.copyOf(groups);
    }
}
