package io.hubmeter.core.metering;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * A vector of exact whole numbers by resource; what is not listed is zero, and zeros are never listed.
 *
 * <p>It stands for a <em>rate</em> (micro-units held at an instant) or an <em>amount</em> (micro-unit milliseconds); the
 * name of whatever holds it says which. Whole numbers without a bound, so that petabytes over a century neither overflow nor
 * round (ADR 0002).
 */
public final class Quantities {
    /** Nothing of anything. */
    public static final Quantities ZERO = new Quantities(new Resource[0], new BigInteger[0]);

    // Side by side and in ascending order. A map would take three times the memory, and every reading has three of
    // these.
    private final Resource[] resources;
    private final BigInteger[] values;

    private Quantities(Resource[] resources, BigInteger[] values) {
        this.resources = resources;
        this.values = values;
    }

    /** The given quantities; zeros are dropped. */
    public static Quantities of(Map<Resource, BigInteger> byResource) {
        Building building = new Building(byResource.size());
        SortedMap<Resource, BigInteger> sorted =
                byResource instanceof SortedMap<Resource, BigInteger> already && already.comparator() == null
                        ? already
                        : new TreeMap<>(byResource);
        sorted.forEach(building::add);
        return building.done();
    }

    /** A quantity of one resource. */
    public static Quantities of(Resource resource, BigInteger value) {
        return value.signum() == 0 ? ZERO : new Quantities(new Resource[] {resource}, new BigInteger[] {value});
    }

    /** The quantity of a resource, zero if it is not listed. */
    public BigInteger get(Resource resource) {
        for (int i = 0; i < resources.length; i++) {
            if (resources[i].equals(resource)) {
                return values[i];
            }
        }
        return BigInteger.ZERO;
    }

    /** The non-zero quantities in the order of the resources' names; unmodifiable, and made anew with each call. */
    public SortedMap<Resource, BigInteger> asMap() {
        TreeMap<Resource, BigInteger> map = new TreeMap<>();
        forEach(map::put);
        return Collections.unmodifiableSortedMap(map);
    }

    /** Shows the non-zero quantities in the order of the resources' names. */
    public void forEach(BiConsumer<Resource, BigInteger> wants) {
        for (int i = 0; i < resources.length; i++) {
            wants.accept(resources[i], values[i]);
        }
    }

    /** Whether everything is zero. */
    public boolean isZero() {
        return resources.length == 0;
    }

    /** Whether something is below zero. */
    public boolean hasNegative() {
        for (BigInteger value : values) {
            if (value.signum() < 0) {
                return true;
            }
        }
        return false;
    }

    /** The sum. */
    public Quantities plus(Quantities other) {
        if (other.isZero()) {
            return this;
        }
        if (isZero()) {
            return other;
        }
        Building sum = new Building(resources.length + other.resources.length);
        int i = 0;
        int j = 0;
        while (i < resources.length && j < other.resources.length) {
            int order = resources[i].compareTo(other.resources[j]);
            if (order == 0) {
                sum.add(resources[i], values[i].add(other.values[j]));
                i++;
                j++;
            } else if (order < 0) {
                sum.add(resources[i], values[i]);
                i++;
            } else {
                sum.add(other.resources[j], other.values[j]);
                j++;
            }
        }
        for (; i < resources.length; i++) {
            sum.add(resources[i], values[i]);
        }
        for (; j < other.resources.length; j++) {
            sum.add(other.resources[j], other.values[j]);
        }
        return sum.done();
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
        BigInteger[] product = new BigInteger[values.length];
        for (int i = 0; i < product.length; i++) {
            product[i] = values[i].multiply(by);
        }
        return new Quantities(resources, product);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Quantities that
                && Arrays.equals(resources, that.resources)
                && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(resources) + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return asMap().toString();
    }

    /** Quantities that come in ascending order. */
    private static final class Building {
        private final Resource[] resources;
        private final BigInteger[] values;
        private int count;

        Building(int most) {
            resources = new Resource[most];
            values = new BigInteger[most];
        }

        void add(Resource resource, BigInteger value) {
            if (value.signum() != 0) {
                resources[count] = resource;
                values[count] = value;
                count++;
            }
        }

        Quantities done() {
            if (count == 0) {
                return ZERO;
            }
            return count == resources.length
                    ? new Quantities(resources, values)
                    : new Quantities(Arrays.copyOf(resources, count), Arrays.copyOf(values, count));
        }
    }
}
