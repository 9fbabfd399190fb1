package io.hubmeter.api.decision;

import io.hubmeter.core.decision.Assessment;
import io.hubmeter.core.decision.Decision;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A decision with everything it rests on: what is answered, and what is recorded.
 *
 * @param id tells decisions apart
 * @param question what was asked
 * @param asOf the instant decided for, whole milliseconds
 * @param groups the groups that counted, whether asked with or looked up; empty if they could not be read
 * @param assessment where the account stands; null if it could not be read, or nothing was there to be asked
 * @param policyHash the hash of the policy that decided; null if there was none
 * @param decision the answer
 * @param allowed what the hub is to do: what the decision says, and if it cannot be told what the hub's setting makes of that
 * @param sentence the answer in words, for the person who asked
 */
public record DecisionEntry(
        UUID id,
        Question question,
        Instant asOf,
        List<String> groups,
        @Nullable Assessment assessment,
        @Nullable String policyHash,
        Decision decision,
        boolean allowed,
        String sentence) {
    /** Keeps the list to itself. */
    public DecisionEntry {
        groups = List.copyOf(groups);
    }
}
