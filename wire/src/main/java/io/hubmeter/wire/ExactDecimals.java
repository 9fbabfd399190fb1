package io.hubmeter.wire;

import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.Resource;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;

/**
 * Whole micro-units as decimals of the natural unit with six digits, as the schemas have them, and back; exact both ways
 * (ADR 0002).
 */
public final class ExactDecimals {
    /** Digits after the point of every rate and amount. */
    public static final int SCALE = 6;
    /** Digits that a rate or an amount may have; the schemas say so too. */
    public static final int PRECISION = 38;

    private ExactDecimals() {}

    /** Micro-units as a decimal. */
    public static BigDecimal decimal(BigInteger micros) {
        return new BigDecimal(micros, SCALE);
    }

    /**
     * A decimal as micro-units.
     *
     * @throws ArithmeticException if it has more than six decimals
     */
    public static BigInteger micros(BigDecimal decimal) {
        return decimal.setScale(SCALE).unscaledValue();
    }

    /** Quantities by resource name. */
    public static Map<String, BigDecimal> decimals(Quantities quantities) {
        Map<String, BigDecimal> decimals = new HashMap<>();
        quantities.forEach((resource, micros) -> decimals.put(resource.name(), decimal(micros)));
        return decimals;
    }

    /**
     * Quantities from decimals by resource name.
     *
     * @throws IllegalArgumentException if a name is no resource
     * @throws ArithmeticException if a decimal has more than six decimals
     */
    public static Quantities quantities(Map<String, BigDecimal> decimals) {
        Map<Resource, BigInteger> micros = new HashMap<>();
        decimals.forEach((name, decimal) -> micros.put(Resource.of(name), micros(decimal)));
        return Quantities.of(micros);
    }
}
