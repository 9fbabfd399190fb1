package io.hubmeter.core.usage;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * What something cost.
 *
 * @param amount in units of the currency, with {@value #DECIMALS} decimals
 * @param currency ISO 4217 code, three letters
 */
public record Cost(BigDecimal amount, String currency) {
    /** Digits after the point, so that hours add up to a month without a cent being lost. */
    public static final int DECIMALS = 6;

    /** Rounds the amount half-even. */
    public Cost {
        amount = amount.setScale(DECIMALS, RoundingMode.HALF_EVEN);
    }
}
