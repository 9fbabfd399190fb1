package io.hubmeter.core.grant;

import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.quota.Limit;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * By how much limits are raised, and when.
 *
 * @param amount micro-unit milliseconds, more than zero
 * @param window of the limits that it raises; null for every window
 * @param until exclusive; null if it has no end
 */
public record Addition(
        Resource resource,
        BigInteger amount,
        @Nullable Duration window,
        Instant from,
        @Nullable Instant until) {

    /** Whether it counts for a limit at some time. */
    public boolean raises(Limit limit) {
        return limit.resource().equals(resource)
                && (window == null || limit.window().equals(window));
    }

    /** Whether it counts at an instant. */
    public boolean isActiveAt(Instant at) {
        return !at.isBefore(from) && (until == null || at.isBefore(until));
    }
}
