package io.hubmeter.standalone.audit;

import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.usage.Period;
import java.math.BigInteger;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a topic says of an account and that what was recorded does not bear out.
 *
 * @param kind what is wrong
 * @param period of the row; null for a reading
 * @param at where the period begins, or the instant of the reading
 * @param countedUntil up to where was compared; {@code at} for a reading
 * @param resource which; null where the drift is not about an amount
 * @param found the amount that the topic has, in micro-unit milliseconds, or the revision
 * @param expected what it should be
 */
public record Drift(
        Kind kind,
        @Nullable Period period,
        Instant at,
        Instant countedUntil,
        @Nullable Resource resource,
        BigInteger found,
        BigInteger expected) {

    /** What is wrong. */
    public enum Kind {
        /** The row has another amount. */
        AMOUNT,
        /** Something was used in a period that is over, and there is no row. */
        MISSING,
        /** Nothing was used, and there is a row with amounts. */
        SUPERFLUOUS,
        /** The revision does not follow that of the row before. */
        REVISION,
        /** The newest reading has another total. */
        TOTAL
    }

    /** How far apart they are, in micro-unit milliseconds; zero where no amount is wrong. */
    BigInteger distance() {
        return resource == null ? BigInteger.ZERO : found.subtract(expected).abs();
    }
}
