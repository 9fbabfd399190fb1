package io.hubmeter.bench.faults.check;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one account has used of one resource up to each instant: a sum over its pods, in micro-unit milliseconds, exact.
 * Instants are milliseconds since 1970.
 */
final class Curve {
    private final long[] atMs;
    private final BigInteger[] totals;
    private final BigInteger[] rates;

    Curve(Collection<PodSpan> pods, String resource) {
        TreeMap<Long, BigInteger> steps = new TreeMap<>();
        for (PodSpan pod : pods) {
            BigInteger held = BigInteger.ZERO;
            for (PodSpan.Step step : pod.steps()) {
                BigInteger rate = step.rates().getOrDefault(resource, BigInteger.ZERO);
                steps.merge(step.fromMs(), rate.subtract(held), BigInteger::add);
                held = rate;
            }
            if (pod.endMs() != PodSpan.OPEN) {
                steps.merge(pod.endMs(), held.negate(), BigInteger::add);
            }
        }
        atMs = new long[steps.size()];
        totals = new BigInteger[steps.size()];
        rates = new BigInteger[steps.size()];
        BigInteger total = BigInteger.ZERO;
        BigInteger rate = BigInteger.ZERO;
        int i = 0;
        for (Map.Entry<Long, BigInteger> step : steps.entrySet()) {
            if (i > 0) {
                total = total.add(rate.multiply(BigInteger.valueOf(step.getKey() - atMs[i - 1])));
            }
            rate = rate.add(step.getValue());
            atMs[i] = step.getKey();
            totals[i] = total;
            rates[i] = rate;
            i++;
        }
    }

    private int indexOf(long at) {
        int found = Arrays.binarySearch(atMs, at);
        return found >= 0 ? found : -found - 2;
    }

    /** Used before an instant. */
    BigInteger total(long at) {
        int i = indexOf(at);
        return i < 0 ? BigInteger.ZERO : totals[i].add(rates[i].multiply(BigInteger.valueOf(at - atMs[i])));
    }

    /** Used within {@code [fromMs, untilMs)}. */
    BigInteger used(long fromMs, long untilMs) {
        return total(untilMs).subtract(total(fromMs));
    }

    /** Held from an instant on. */
    BigInteger rate(long at) {
        int i = indexOf(at);
        return i < 0 ? BigInteger.ZERO : rates[i];
    }

    /** The instants at which some pod starts, ends or changes what it holds, ascending. */
    long[] changes() {
        return atMs.clone();
    }
}
