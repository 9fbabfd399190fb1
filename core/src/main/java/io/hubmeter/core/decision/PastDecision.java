package io.hubmeter.core.decision;

import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Quantities;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A decision as it was recorded: what was asked, what was answered, and why.
 *
 * @param account whose server
 * @param id tells decisions apart, not empty
 * @param at the instant that was decided for
 * @param hub the hub that asked; null when it did not say
 * @param server name of the requested server; empty for the default server
 * @param requested what the server would have held, in micro-units
 * @param outcome the answer
 * @param allowed what the hub was told to do; null in old records that do not tell
 * @param sentence the answer in words, for the person who asked
 * @param reasons stable codes, {@code <resource>:<verdict>} for each limit in the way, or the cause; empty when nothing stood
 *     against it
 * @param retryAt when the same request would have been permitted; null with a permit, or when never
 * @param policyHash hash of the policy that decided; null when there was none
 */
public record PastDecision(
        AccountId account,
        String id,
        Instant at,
        @Nullable String hub,
        String server,
        Quantities requested,
        Outcome outcome,
        @Nullable Boolean allowed,
        String sentence,
        List<String> reasons,
        @Nullable Instant retryAt,
        @Nullable String policyHash) {

    /** What was answered. */
    public enum Outcome {
        /** The server may start. */
        PERMIT,
        /** It may not. */
        DENY,
        /** The facts were missing or too old. */
        UNKNOWN
    }

    /** Checks the id, and keeps the list to itself. */
    public PastDecision {
        if (id.isEmpty()) {
            throw new IllegalArgumentException(
                    "decisionId: found nothing, expected the id of a decision of " + account);
        }
        reasons = List.copyOf(reasons);
    }
}
