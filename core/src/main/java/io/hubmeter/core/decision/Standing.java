package io.hubmeter.core.decision;

import io.hubmeter.core.policy.Entitlement.Entitled;
import io.hubmeter.core.quota.Limit;
import java.math.BigInteger;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where an account stands with one limit at an instant, and where it is going with the server it asks for.
 *
 * @param entitled the limit and where it comes from; may be unlimited, then it is never in the way
 * @param used usage in the window that ends now, in micro-unit milliseconds
 * @param rate what the account's pods hold now, in micro-units
 * @param plannedRate the same with the requested server
 * @param verdict whether the limit is in the way
 * @param exhaustedAt the first millisecond at which usage has reached the limit if everything goes on like this with the
 *     requested server: now if it has already; null if it does not within one window from now
 * @param retryAt the first millisecond at which the limit would not be in the way of the same request, if the account uses
 *     nothing from now until then and grants come and go as they are recorded: now if only the pods that run are in its way;
 *     null if the limit is not in the way now, or always will be
 */
public record Standing(
        Entitled entitled,
        BigInteger used,
        BigInteger rate,
        BigInteger plannedRate,
        Verdict verdict,
        @Nullable Instant exhaustedAt,
        @Nullable Instant retryAt) {

    /** The limit as it is now. */
    public Limit limit() {
        return entitled.limit();
    }

    /** What a limit has to say of a request. */
    public enum Verdict {
        /** Nothing against it. */
        ALLOWS,
        /** Nothing left. */
        USED_UP,
        /** Something left, but not for the shortest run that the policy lets start. */
        TOO_LITTLE_LEFT
    }

    /** Whether the requested server is known to draw on the limit. */
    public boolean isDrawnOn() {
        return plannedRate.compareTo(rate) > 0;
    }

    /** What is left, in micro-unit milliseconds, never negative; null if the limit is unlimited. */
    public @Nullable BigInteger remaining() {
        BigInteger amount = limit().amount();
        return amount == null ? null : amount.subtract(used).max(BigInteger.ZERO);
    }
}
