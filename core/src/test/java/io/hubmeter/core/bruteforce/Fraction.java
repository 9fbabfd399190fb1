package io.hubmeter.core.bruteforce;

import java.math.BigInteger;

/**
 * An exact fraction in lowest terms, here always of milliseconds since the epoch.
 *
 * @param numerator any sign
 * @param denominator more than 0
 */
public record Fraction(BigInteger numerator, BigInteger denominator) implements Comparable<Fraction> {
    /** Brings the fraction to lowest terms, with a denominator above zero. */
    public Fraction {
        BigInteger common = numerator.gcd(denominator).multiply(BigInteger.valueOf(denominator.signum()));
        numerator = numerator.divide(common);
        denominator = denominator.divide(common);
    }

    /** A whole number. */
    public static Fraction of(long whole) {
        return new Fraction(BigInteger.valueOf(whole), BigInteger.ONE);
    }

    /** The whole number plus {@code above / below}. */
    public static Fraction of(long whole, BigInteger above, BigInteger below) {
        return new Fraction(BigInteger.valueOf(whole).multiply(below).add(above), below);
    }

    /** Whether this is before a whole number. */
    public boolean isBefore(long whole) {
        return compareTo(of(whole)) < 0;
    }

    /** The least whole number not below this. */
    public long ceil() {
        BigInteger up = numerator.add(denominator).subtract(BigInteger.ONE);
        return up.subtract(up.mod(denominator)).divide(denominator).longValueExact();
    }

    @Override
    public int compareTo(Fraction other) {
        return numerator.multiply(other.denominator).compareTo(other.numerator.multiply(denominator));
    }

    @Override
    public String toString() {
        return denominator.equals(BigInteger.ONE) ? numerator.toString() : numerator + "/" + denominator;
    }
}
