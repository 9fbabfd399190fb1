package io.hubmeter.api.metrics;

import io.hubmeter.core.metering.Resource;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** Exact amounts as floating-point numbers of what people read. */
final class Hours {
    private static final int DECIMALS = 9;

    private Hours() {}

    /** Hours of the display unit; infinite without an amount. */
    static double of(Resource resource, @Nullable BigInteger amount) {
        return amount == null
                ? Double.POSITIVE_INFINITY
                : resource.hours(amount, DECIMALS).doubleValue();
    }

    /** Display units. */
    static double rate(Resource resource, BigInteger rate) {
        return resource.displayRate(rate, DECIMALS).doubleValue();
    }
}
