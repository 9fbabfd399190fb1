package io.hubmeter.pages.user;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/**
 * The scale of a chart: from zero up to its top in two to five equal steps of 1, 2 or 5 times a power of ten.
 *
 * @param top not less than the greatest value, more than zero
 * @param step from one line to the next
 */
record Scale(BigDecimal top, BigDecimal step) {
    private static final int MOST_STEPS = 5;

    /** The tightest scale for values up to a greatest one. */
    static Scale upTo(BigDecimal most) {
        if (most.signum() <= 0) {
            return new Scale(BigDecimal.ONE, BigDecimal.ONE);
        }
        BigDecimal power = BigDecimal.ONE.scaleByPowerOfTen(most.precision() - most.scale() - 2);
        while (true) {
            for (int factor : new int[] {1, 2, 5}) {
                BigDecimal step = power.multiply(BigDecimal.valueOf(factor));
                BigDecimal steps = most.divide(step, 0, RoundingMode.CEILING);
                if (steps.intValueExact() <= MOST_STEPS) {
                    return new Scale(step.multiply(steps), step);
                }
            }
            power = power.scaleByPowerOfTen(1);
        }
    }

    /** How many decimals its numbers have. */
    int decimals() {
        return Math.max(0, step.stripTrailingZeros().scale());
    }

    /** Where lines are, from zero to the top. */
    List<BigDecimal> ticks() {
        List<BigDecimal> ticks = new ArrayList<>();
        for (BigDecimal tick = BigDecimal.ZERO; tick.compareTo(top) <= 0; tick = tick.add(step)) {
            ticks.add(tick);
        }
        return ticks;
    }
}
