package io.hubmeter.core.metering;

import java.math.BigInteger;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A vector of exact whole numbers by resource; what is not listed is zero, and zeros are never listed.
 *
 * <p>It stands for a <em>rate</em> (micro-units held at an instant) or an <em>amount</em> (micro-unit milliseconds); the
 * name of whatever holds it says which. Whole numbers without a bound, so that petabytes over a century neither overflow nor
 * round (ADR 0002).
 */
public final class Quantities {
    /** Nothing of anything. */
    public static final Quantities ZERO = new Quantities(new TreeMap<>());

    private final SortedMap<Resource, BigInteger> byResource;

    private Quantities(SortedMap<Resource, BigInteger> byResource) {
        this.byResource = byResource;
    }

    /** The given quantities; zeros are dropped. */
    public static Quantities of(Map<Resource, BigInteger> byResource) {
        TreeMap<Resource, BigInteger> kept = new TreeMap<>();
        byResource.forEach((resource, value) -> {
            if (value.signum() != 0) {
                kept.put(resource, value);
            }
        });
        return kept.isEmpty() ? ZERO : new Quantities(kept);
    }

    /** A quantity of one resource. */
    public static Quantities of(Resource resource, BigInteger value) {
        return of(Map.of(resource, value));
    }

    /** The quantity of a resource, zero if it is not listed. */
    public BigInteger get(Resource resource) {
        return byResource.getOrDefault(resource, BigInteger.ZERO);
    }

    /** The non-zero quantities in the order of the resources' names; unmodifiable. */
    public SortedMap<Resource, BigInteger> asMap() {
        return Collections.unmodifiableSortedMap(byResource);
    }

    /** Whether everything is zero. */
    public boolean isZero() {
        return byResource.isEmpty();
    }

    /** Whether something is below zero. */
    public boolean hasNegative() {
        return byResource.values().stream().anyMatch(value -> value.signum() < 0);
    }

    /** The sum. */
    public Quantities plus(Quantities other) {
        if (other.isZero()) {
            return this;
        }
        if (isZero()) {
            return other;
        }
        TreeMap<Resource, BigInteger> sum = new TreeMap<>(byResource);
        other.byResource.forEach((resource, value) -> sum.merge(resource, value, Quantities::addOrDrop));
        return sum.isEmpty() ? ZERO : new Quantities(sum);
    }

    private static @org.jspecify.annotations.Nullable BigInteger addOrDrop(BigInteger a, BigInteger b) {
        BigInteger sum = a.add(b);
        return sum.signum() == 0 ? null : sum;
    }

    /** The difference. */
    public Quantities minus(Quantities other) {
        return other.isZero() ? this : plus(other.times(-1));
    }

    /** Each quantity times a factor, for instance a rate times milliseconds. */
    public Quantities times(long factor) {
        if (factor == 0 || isZero()) {
            return ZERO;
        }
        BigInteger by = BigInteger.valueOf(factor);
        TreeMap<Resource, BigInteger> product = new TreeMap<>();
        byResource.forEach((resource, value) -> product.put(resource, value.multiply(by)));
        return new Quantities(product);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Quantities that && byResource.equals(that.byResource);
    }

    @Override
    public int hashCode() {
        return byResource.hashCode();
    }

    @Override
    public String toString() {
        return byResource.toString();
    }
}
