package io.hubmeter.core.quota;

import io.hubmeter.core.metering.Resource;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * How much of one resource may be used within a rolling window.
 *
 * <p>Usage is over a limit from the instant at which it reaches the limit. A limit of zero is over from the instant at which
 * anything is used.
 *
 * @param resource what is limited
 * @param amount micro-unit milliseconds, 0 or more; null is unlimited
 * @param window the length of the window, more than zero, whole milliseconds
 */
public record Limit(Resource resource, @Nullable BigInteger amount, Duration window) implements Comparable<Limit> {
    private static final Comparator<Limit> ORDER = Comparator.comparing(Limit::resource)
            .thenComparing(Comparator.comparing(Limit::window).reversed());

    /** Checks amount and window. */
    public Limit {
        if (amount != null && amount.signum() < 0) {
            throw new IllegalArgumentException("amount: found " + amount + ", expected 0 or more");
        }
        if (window.toMillis() <= 0) {
            throw new IllegalArgumentException("window: found " + window + ", expected more than zero");
        }
    }

    /** Whether it never denies anything. */
    public boolean isUnlimited() {
        return amount == null;
    }

    /** Whether it is about the same resource and window as another. */
    public boolean hasSameSubjectAs(Limit other) {
        return resource.equals(other.resource) && window.equals(other.window);
    }

    /** By resource, then the longest window first. */
    @Override
    public int compareTo(Limit other) {
        return ORDER.compare(this, other);
    }
}
