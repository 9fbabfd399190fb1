package io.hubmeter.culler.check;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where an account stands with one limit, as the decision API tells it.
 *
 * @param asOf for when it is told; null if the API does not say
 * @param heardAt everything up to then is known; null if nothing is
 * @param age how old that was when it was asked for; null likewise
 * @param hasPolicy whether a policy is in force
 * @param standing the limit; null if there is none any more
 */
record Facts(
        @Nullable Instant asOf,
        @Nullable Instant heardAt,
        @Nullable Duration age,
        boolean hasPolicy,
        @Nullable Standing standing) {

    /**
     * One limit.
     *
     * @param amount in micro-units × milliseconds; null if it is unlimited
     * @param used likewise
     * @param words both for people
     * @param isEnforced false where it is only observed
     */
    record Standing(@Nullable BigInteger amount, BigInteger used, String words, boolean isEnforced) {
        /** As the topology sees it: usage has reached the limit, and there is some. */
        boolean isUsedUp() {
            return amount != null && used.signum() > 0 && used.compareTo(amount) >= 0;
        }
    }

    /** The latest instant of which everything is known and that is not after the one asked about; null if there is none. */
    @Nullable
    Instant knownAt() {
        return heardAt == null || asOf == null ? null : heardAt.isBefore(asOf) ? heardAt : asOf;
    }

    /** How the account stands, for people. */
    String words() {
        return standing == null ? "no such limit applies" : standing.words();
    }

    boolean isUsedUp() {
        return standing != null && standing.isUsedUp();
    }

    /** Whether they are as new as they have to be, and not from the future either. */
    boolean areFresh(Duration bound) {
        return age != null && age.compareTo(bound) <= 0 && age.negated().compareTo(bound) <= 0;
    }
}
