package io.hubmeter.core.policy;

import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.Resource;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an hour of each resource costs; for reports only, no decision depends on it.
 *
 * @param currency ISO 4217 code, three letters; empty if nothing has a price
 * @param perDisplayHour price of one hour of one display unit (core, GiB, GPU), 0 or more, by resource
 */
public record Prices(String currency, SortedMap<Resource, BigDecimal> perDisplayHour) {
    /** Nothing has a price. */
    public static final Prices NONE = new Prices("", new TreeMap<>());

    /** Keeps its own copy. */
    public Prices {
        perDisplayHour = Collections.unmodifiableSortedMap(new TreeMap<>(perDisplayHour));
    }

    /** Whether nothing has a price. */
    public boolean isEmpty() {
        return perDisplayHour.isEmpty();
    }

    /** What amounts in micro-unit milliseconds cost together, rounded half-even; what has no price costs nothing. */
    public BigDecimal of(Quantities amounts, int decimals) {
        BigDecimal sum = BigDecimal.ZERO;
        for (Map.Entry<Resource, BigDecimal> price : perDisplayHour.entrySet()) {
            Resource resource = price.getKey();
            BigDecimal hourly = new BigDecimal(amounts.get(resource)).multiply(price.getValue());
            sum = sum.add(hourly.divide(new BigDecimal(resource.amountPerDisplayHour()), 20, RoundingMode.HALF_EVEN));
        }
        return sum.setScale(decimals, RoundingMode.HALF_EVEN);
    }
}
