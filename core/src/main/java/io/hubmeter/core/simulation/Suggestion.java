package io.hubmeter.core.simulation;

import io.hubmeter.core.quota.Limit;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Collection;
import java.util.List;

/**
 * A limit that real use suggests.
 *
 * @param limit the next amount of two digits above what the accounts used at their greatest, but for those above the percentile
 * @param greatest the greatest usage of each account that used any of the resource, ascending, in micro-unit milliseconds; never
 *     empty
 */
public record Suggestion(Limit limit, List<BigInteger> greatest) {
    /** Finer amounts cannot be written in a policy file. */
    private static final int MOST_DECIMALS = 6;

    /** Keeps the list to itself. */
    public Suggestion {
        greatest = List.copyOf(greatest);
    }

    /**
     * What the greatest usage of several accounts suggests.
     *
     * @param subject tells resource and window; its amount has no say
     * @param greatest in any order; accounts with zero have no say; more than zero at least once
     * @param percentile 1 to 100
     */
    public static Suggestion of(Limit subject, Collection<BigInteger> greatest, int percentile) {
        List<BigInteger> sorted =
                greatest.stream().filter(usage -> usage.signum() > 0).sorted().toList();
        BigInteger amount = roundedUp(subject, atPercentile(sorted, percentile));
        return new Suggestion(new Limit(subject.resource(), amount, subject.window()), sorted);
    }

    private static BigInteger roundedUp(Limit subject, BigInteger usage) {
        BigDecimal perHour = new BigDecimal(subject.resource().amountPerDisplayHour());
        BigDecimal hours = new BigDecimal(usage).divide(perHour, 2 * MOST_DECIMALS, RoundingMode.DOWN);
        // Zero has a precision of one digit, whatever its scale.
        int decimals = hours.signum() == 0 ? MOST_DECIMALS : hours.scale() - hours.precision() + 2;
        BigDecimal step = BigDecimal.ONE.scaleByPowerOfTen(-Math.min(MOST_DECIMALS, decimals));
        BigDecimal up = hours.divideToIntegralValue(step).add(BigDecimal.ONE).multiply(step);
        return subject.resource().amountOf(up);
    }

    /** The least usage that at least so many percent of the accounts did not exceed. */
    public BigInteger atPercentile(int percentile) {
        return atPercentile(greatest, percentile);
    }

    private static BigInteger atPercentile(List<BigInteger> sorted, int percentile) {
        if (sorted.isEmpty() || percentile < 1 || percentile > 100) {
            throw new IllegalArgumentException("found percentile %d of %d accounts, expected 1 to 100 of at least one"
                    .formatted(percentile, sorted.size()));
        }
        return sorted.get(Math.ceilDiv(sorted.size() * percentile, 100) - 1);
    }

    /** How many accounts used enough to reach the limit. */
    public long reached() {
        return greatest.stream()
                .filter(usage -> usage.compareTo(java.util.Objects.requireNonNull(limit.amount())) >= 0)
                .count();
    }
}
