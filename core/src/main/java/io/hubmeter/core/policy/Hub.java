package io.hubmeter.core.policy;

import org.jspecify.annotations.Nullable;

/**
 * What a policy says of one hub in particular.
 *
 * @param realm the realm it shares quotas in; null if it is a realm of its own name
 * @param enforce false to only observe: nothing is refused or stopped on this hub
 * @param unknown what it does while quotas cannot be checked; null for what the policy says of all
 * @param denial the sentence template for denials on this hub; null for the policy's own
 */
public record Hub(
        @Nullable String realm,
        boolean enforce,
        @Nullable UnknownIs unknown,
        @Nullable String denial) {
    /** A hub that nothing is said of. */
    public static final Hub DEFAULT = new Hub(null, true, null, null);
}
