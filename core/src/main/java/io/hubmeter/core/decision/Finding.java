package io.hubmeter.core.decision;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an {@link Inquiry} found.
 *
 * @param policyHash of the policy by which it was found; null if there was none
 * @param groups the account's groups that counted
 * @param request the server, with zeros for what is known not to be held, as far as there are limits on it
 * @param assessment where the account stands
 */
public record Finding(@Nullable String policyHash, List<String> groups, Request request, Assessment assessment) {
    /** Keeps the list to itself. */
    public Finding {
        groups = List.copyOf(groups);
    }
}
