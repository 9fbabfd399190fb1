package io.hubmeter.api.metrics;

import io.hubmeter.core.decision.Standing;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;

/** How near an account is to a limit: used / limit. */
final class Ratio {
    private Ratio() {}

    /** 0 if the limit is unlimited; of a limit of zero 0 while nothing is used, else infinite. */
    static double of(Standing standing) {
        BigInteger amount = standing.limit().amount();
        if (amount == null || standing.used().signum() == 0) {
            return 0;
        }
        if (amount.signum() == 0) {
            return Double.POSITIVE_INFINITY;
        }
        return new BigDecimal(standing.used())
                .divide(new BigDecimal(amount), MathContext.DECIMAL64)
                .doubleValue();
    }

    /** Whether usage has reached the limit, exactly and not by the rounded ratio. */
    static boolean isOver(Standing standing) {
        BigInteger amount = standing.limit().amount();
        return amount != null && standing.used().signum() > 0 && standing.used().compareTo(amount) >= 0;
    }
}
