package io.hubmeter.core.metering;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * What is metered: {@code cpu}, {@code memory}, {@code gpu}, or a name that the operator maps from an extended resource.
 *
 * <p>Every resource is counted in millionths of its natural unit (core, byte, device), see ADR 0002. People see hours of its
 * display unit: core-hours, GiB-hours (2^30 bytes), GPU-hours.
 *
 * @param name lower-case, 1 to 100 characters of {@code a-z}, {@code 0-9}, {@code .}, {@code /}, {@code -} and {@code _}
 */
public record Resource(String name) implements Comparable<Resource> {
    /** Processor time; the natural unit is one core. */
    public static final Resource CPU = new Resource("cpu");
    /** Memory; the natural unit is one byte. */
    public static final Resource MEMORY = new Resource("memory");
    /** Accelerators; the natural unit is one device. */
    public static final Resource GPU = new Resource("gpu");

    private static final BigInteger MICROS = BigInteger.valueOf(1_000_000);
    private static final BigInteger MS_PER_HOUR = BigInteger.valueOf(3_600_000);
    private static final long MICROS_PER_HOUR = 3_600_000L * 1_000_000;
    private static final int GIB_BITS = 30;
    private static final BigInteger MICROS_PER_GIB = MICROS.shiftLeft(GIB_BITS);
    private static final BigInteger AMOUNT_PER_HOUR = MICROS.multiply(MS_PER_HOUR);
    private static final BigInteger AMOUNT_PER_GIB_HOUR = AMOUNT_PER_HOUR.shiftLeft(GIB_BITS);
    private static final long[] POWERS_OF_TEN = {1, 10, 100, 1_000, 10_000, 100_000, 1_000_000};
    private static final int MAX_NAME_LENGTH = 100;

    /** Checks the name. */
    public Resource {
        if (name.isEmpty() || name.length() > MAX_NAME_LENGTH || !name.chars().allMatch(Resource::isNameChar)) {
            throw new IllegalArgumentException(
                    "resource: found '%s', expected 1 to %d characters of a-z, 0-9, '.', '/', '-', '_'"
                            .formatted(name, MAX_NAME_LENGTH));
        }
    }

    /** The resource of a name, which is the same object for those that every cluster has. */
    public static Resource of(String name) {
        return switch (name) {
            case "cpu" -> CPU;
            case "memory" -> MEMORY;
            case "gpu" -> GPU;
            default -> new Resource(name);
        };
    }

    private static boolean isNameChar(int c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '/' || c == '-' || c == '_';
    }

    /** The unit in which people read a rate: {@code core}, {@code GiB}, {@code GPU}, else the resource's own name. */
    public String displayUnit() {
        return switch (name) {
            case "cpu" -> "core";
            case "memory" -> "GiB";
            case "gpu" -> "GPU";
            default -> name;
        };
    }

    /** The unit in which people read an amount: {@code core-hours}, {@code GiB-hours}, {@code GPU-hours}. */
    public String displayHours() {
        return displayUnit() + "-hours";
    }

    /** Millionths of the natural unit that make one display unit. */
    public BigInteger microsPerDisplayUnit() {
        return equals(MEMORY) ? MICROS_PER_GIB : MICROS;
    }

    /** Micro-unit milliseconds that make one hour of one display unit. */
    public BigInteger amountPerDisplayHour() {
        return equals(MEMORY) ? AMOUNT_PER_GIB_HOUR : AMOUNT_PER_HOUR;
    }

    /**
     * The rate of so many display units (cores, GiB, GPUs), in micro-units.
     *
     * @throws ArithmeticException if the value is finer than a micro-unit
     */
    public BigInteger rateOf(BigDecimal displayUnits) {
        return displayUnits.multiply(new BigDecimal(microsPerDisplayUnit())).toBigIntegerExact();
    }

    /** The amount of so many display hours, in micro-unit milliseconds, rounded half-even where it is finer than one. */
    public BigInteger amountOf(BigDecimal displayHours) {
        return displayHours
                .multiply(new BigDecimal(amountPerDisplayHour()))
                .setScale(0, RoundingMode.HALF_EVEN)
                .toBigIntegerExact();
    }

    /** An amount in display hours, rounded half-even to the given number of decimals; for display only. */
    public BigDecimal hours(BigInteger amount, int decimals) {
        BigDecimal quick = quotient(amount, MICROS_PER_HOUR, decimals);
        return quick == null
                ? new BigDecimal(amount)
                        .divide(new BigDecimal(amountPerDisplayHour()), decimals, RoundingMode.HALF_EVEN)
                : quick;
    }

    /** A rate in display units, rounded half-even to the given number of decimals; for display only. */
    public BigDecimal displayRate(BigInteger rate, int decimals) {
        BigDecimal quick = quotient(rate, MICROS.longValue(), decimals);
        return quick == null
                ? new BigDecimal(rate).divide(new BigDecimal(microsPerDisplayUnit()), decimals, RoundingMode.HALF_EVEN)
                : quick;
    }

    /**
     * A value divided by so many micro-units of the display unit, rounded half-even, with {@code long} alone; null where that is
     * not enough. An answer to a hub holds a dozen such numbers.
     */
    private @Nullable BigDecimal quotient(BigInteger value, long micros, int decimals) {
        int bits = equals(MEMORY) ? GIB_BITS : 0;
        if (value.signum() < 0 || value.bitLength() - bits >= Long.SIZE || decimals >= POWERS_OF_TEN.length) {
            return null;
        }
        long divisor = micros / POWERS_OF_TEN[decimals];
        long whole = value.shiftRight(bits).longValue();
        boolean isMore = bits > 0 && value.signum() > 0 && value.getLowestSetBit() < bits;
        if (isMore && divisor % 2 != 0) {
            // Half of it is no whole number, so what was shifted out may decide.
            return null;
        }
        long quotient = whole / divisor;
        long twice = 2 * (whole % divisor);
        boolean isUp = twice > divisor || (twice == divisor && (isMore || quotient % 2 != 0));
        return BigDecimal.valueOf(isUp ? quotient + 1 : quotient, decimals);
    }

    @Override
    public int compareTo(Resource other) {
        return name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return name;
    }
}
