package io.hubmeter.standalone.audit;

import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.wire.ExactDecimals;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.stream.Collectors;

/** Amounts for people and for machines. */
final class Figures {
    private static final int DECIMALS = 6;
    private static final BigDecimal MS_PER_SECOND = BigDecimal.valueOf(1_000);

    private Figures() {}

    /** Display hours with up to six decimals; what is less than half of the last is told exactly by {@link #exact}. */
    static String hours(Resource resource, BigInteger amount) {
        BigDecimal hours = resource.hours(amount, DECIMALS);
        return hours.signum() == 0 ? "0" : hours.stripTrailingZeros().toPlainString();
    }

    /** Natural units times milliseconds, as records have them. */
    static String exact(BigInteger amount) {
        return ExactDecimals.decimal(amount).toPlainString();
    }

    /** Display units times seconds. */
    static double seconds(Resource resource, BigInteger amount) {
        return new BigDecimal(amount)
                .divide(
                        new BigDecimal(resource.microsPerDisplayUnit()).multiply(MS_PER_SECOND),
                        9,
                        RoundingMode.HALF_EVEN)
                .doubleValue();
    }

    /** All of it, as {@code 0.5 core-hours, 2 GiB-hours}. */
    static String all(Quantities amounts) {
        return amounts.asMap().entrySet().stream()
                .map(of -> hours(of.getKey(), of.getValue()) + " " + of.getKey().displayHours())
                .collect(Collectors.joining(", "));
    }

    /** The kind's code. */
    static String code(Drift.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
