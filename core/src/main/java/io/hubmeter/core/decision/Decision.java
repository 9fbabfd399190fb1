package io.hubmeter.core.decision;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The answer to the question whether an account may start a server. */
public sealed interface Decision {

    /**
     * It may.
     *
     * @param overruled limits that would have refused it, if they were enforced and not only observed; usually empty
     */
    record Permit(List<Standing> overruled) implements Decision {}

    /**
     * It may not.
     *
     * @param reasons the enforced limits that are in the way; at least one
     */
    record Deny(List<Standing> reasons) implements Decision {}

    /** It cannot be told; what that means is the hub's own setting. */
    record Unknown(Cause cause) implements Decision {}

    /** Why it cannot be told. */
    enum Cause {
        /** No policy was published. */
        POLICY_MISSING,
        /** No source that feeds the account's realm was ever heard. */
        NEVER_HEARD,
        /** The stalest source that feeds the account's realm was heard too long ago. */
        STALE,
        /** No copy of the account's readings can be reached. */
        UNREACHABLE
    }

    /** The answer's stable code: {@code permit}, {@code deny} or {@code unknown}. */
    default String code() {
        return switch (this) {
            case Permit permit -> "permit";
            case Deny deny -> "deny";
            case Unknown unknown -> "unknown";
        };
    }

    /**
     * What the standings make of a request.
     *
     * @param at the instant of the standings
     * @param heardAt the time heard from the stalest source that feeds the realm; null if none was heard
     * @param enforce whether limits that are enforced refuse anything on the hub that asks
     */
    static Decision of(
            List<Standing> standings, Instant at, @Nullable Instant heardAt, Duration freshnessBound, boolean enforce) {
        if (heardAt == null) {
            return new Unknown(Cause.NEVER_HEARD);
        }
        if (Duration.between(heardAt, at).compareTo(freshnessBound) > 0) {
            return new Unknown(Cause.STALE);
        }
        List<Standing> against = standings.stream()
                .filter(standing -> standing.verdict() != Standing.Verdict.ALLOWS)
                .toList();
        List<Standing> reasons = against.stream()
                .filter(standing -> enforce && standing.entitled().isEnforced())
                .toList();
        return reasons.isEmpty() ? new Permit(against) : new Deny(reasons);
    }
}
