package io.hubmeter.core.metering;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Instant;

/**
 * An instant as an exact fraction of milliseconds since the Unix epoch: where a straight line meets a limit is rarely a whole
 * millisecond. Always in lowest terms, so equal instants are equal objects.
 *
 * @param numerator any sign
 * @param denominator greater than 0
 */
public record ExactInstant(BigInteger numerator, BigInteger denominator) implements Comparable<ExactInstant> {

    /** Brings the fraction to lowest terms. */
    public ExactInstant {
        if (denominator.signum() <= 0) {
            throw new IllegalArgumentException("denominator: found " + denominator + ", expected more than 0");
        }
        if (!denominator.equals(BigInteger.ONE)) {
            BigInteger common = numerator.gcd(denominator);
            numerator = numerator.divide(common);
            denominator = denominator.divide(common);
        }
    }

    /** A whole millisecond. */
    public static ExactInstant ofEpochMs(long epochMs) {
        return new ExactInstant(BigInteger.valueOf(epochMs), BigInteger.ONE);
    }

    /** The instant so many milliseconds, as a fraction, after another. */
    public static ExactInstant after(long epochMs, BigInteger numerator, BigInteger denominator) {
        return new ExactInstant(
                BigInteger.valueOf(epochMs).multiply(denominator).add(numerator), denominator);
    }

    /** The last whole millisecond not after this. */
    public long floorEpochMs() {
        BigInteger[] parts = numerator.divideAndRemainder(denominator);
        return parts[1].signum() < 0 ? parts[0].longValueExact() - 1 : parts[0].longValueExact();
    }

    /** The first whole millisecond not before this. */
    public long ceilEpochMs() {
        long floor = floorEpochMs();
        return denominator.equals(BigInteger.ONE) ? floor : floor + 1;
    }

    /** The first whole millisecond not before this, as an instant. */
    public Instant ceil() {
        return Instant.ofEpochMilli(ceilEpochMs());
    }

    /** Microseconds since the epoch, to the nearest, ties to even. */
    public long toEpochMicros() {
        return new BigDecimal(numerator.multiply(BigInteger.valueOf(1_000)))
                .divide(new BigDecimal(denominator), 0, RoundingMode.HALF_EVEN)
                .longValueExact();
    }

    @Override
    public int compareTo(ExactInstant other) {
        return numerator.multiply(other.denominator).compareTo(other.numerator.multiply(denominator));
    }

    /** Seconds since the epoch with six decimals. */
    @Override
    public String toString() {
        return BigDecimal.valueOf(toEpochMicros(), 6).toPlainString();
    }
}
