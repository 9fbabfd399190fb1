package io.hubmeter.bench.faults.check;

import java.math.BigInteger;

/**
 * A limit, as this check knows it.
 *
 * @param amount micro-unit milliseconds, more than zero
 */
public record Limit(String resource, BigInteger amount, long windowMs) {
    /** Whether both bound the same resource within the same window. */
    boolean isAbout(Limit other) {
        return resource.equals(other.resource) && windowMs == other.windowMs;
    }
}
