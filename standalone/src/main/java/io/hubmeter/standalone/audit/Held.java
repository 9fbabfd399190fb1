package io.hubmeter.standalone.audit;

import java.math.BigInteger;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How much of one resource an account held over time, as steps; nothing before the first.
 *
 * <p>Made from intervals in which something was held, and from corrections by their definition (ADR 0023), with nothing of what
 * the topology uses for either.
 */
final class Held {
    private final TreeMap<Long, BigInteger> steps = new TreeMap<>();

    /** So much more is held in {@code [fromMs, untilMs)}; negative is less. */
    void add(BigInteger rate, long fromMs, long untilMs) {
        if (rate.signum() != 0 && fromMs < untilMs) {
            steps.merge(fromMs, rate, BigInteger::add);
            if (untilMs != Long.MAX_VALUE) {
                steps.merge(untilMs, rate.negate(), BigInteger::add);
            }
        }
    }

    /** Adds an amount evenly over an interval, a unit more in each of the first milliseconds if it does not divide evenly. */
    void spread(BigInteger amount, long fromMs, long untilMs) {
        BigInteger[] parts = amount.divideAndRemainder(BigInteger.valueOf(untilMs - fromMs));
        add(parts[0], fromMs, untilMs);
        add(BigInteger.ONE, fromMs, fromMs + parts[1].longValueExact());
    }

    /** Takes what was held from the beginning of an interval on, until the amount is gone or the interval is over. */
    void take(BigInteger amount, long fromMs, long untilMs) {
        BigInteger rest = amount;
        BigInteger rate = rateAt(fromMs);
        long atMs = fromMs;
        while (rest.signum() > 0 && atMs < untilMs) {
            Map.Entry<Long, BigInteger> next = steps.higherEntry(atMs);
            long nextMs = next == null ? untilMs : Math.min(untilMs, next.getKey());
            BigInteger change = next == null || next.getKey() > untilMs ? BigInteger.ZERO : next.getValue();
            if (rate.signum() > 0) {
                BigInteger whole = rest.divide(rate).min(BigInteger.valueOf(nextMs - atMs));
                long fullUntilMs = atMs + whole.longValueExact();
                add(rate.negate(), atMs, fullUntilMs);
                rest = rest.subtract(rate.multiply(whole));
                if (fullUntilMs < nextMs) {
                    add(rest.negate(), fullUntilMs, fullUntilMs + 1);
                    rest = BigInteger.ZERO;
                }
            }
            rate = rate.add(change);
            atMs = nextMs;
        }
    }

    private BigInteger rateAt(long atMs) {
        return steps.headMap(atMs, true).values().stream().reduce(BigInteger.ZERO, BigInteger::add);
    }

    /** The steps in the order of time: by how much the rate changes at each instant. */
    SortedMap<Long, BigInteger> steps() {
        return steps;
    }
}
