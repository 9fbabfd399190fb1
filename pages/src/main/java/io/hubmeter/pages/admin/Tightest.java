package io.hubmeter.pages.admin;

import io.hubmeter.core.decision.Standing;
import io.hubmeter.core.quota.Limit;
import io.hubmeter.pages.text.Phrases;
import java.math.BigInteger;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The limit of which the largest part is used.
 *
 * @param limit not unlimited
 * @param used micro-unit milliseconds
 */
record Tightest(Limit limit, BigInteger used) {

    /** Of several limits; null if none of them is limited. Of equals the first. */
    static @Nullable Tightest of(List<Standing> standings) {
        Tightest tightest = null;
        for (Standing standing : standings) {
            if (!standing.limit().isUnlimited()) {
                Tightest next = new Tightest(standing.limit(), standing.used());
                tightest = tightest == null || next.part() > tightest.part() ? next : tightest;
            }
        }
        return tightest;
    }

    private BigInteger amount() {
        return Objects.requireNonNull(limit.amount());
    }

    /** Which part is used: 0 or more, 1 is all; for the order of rows only. */
    double part() {
        return part(limit, used);
    }

    /** The same of a limit, which is not unlimited. */
    static double part(Limit limit, BigInteger used) {
        BigInteger amount = Objects.requireNonNull(limit.amount());
        if (amount.signum() == 0) {
            return used.signum() > 0 ? Double.MAX_VALUE : 0;
        }
        return used.doubleValue() / amount.doubleValue();
    }

    /** The same in percent, rounded down. */
    int percent() {
        return Phrases.percent(used, amount());
    }

    /** Whether usage is over a limit; never over one that is unlimited. */
    static boolean isOver(Limit limit, BigInteger used) {
        BigInteger amount = limit.amount();
        return amount != null && used.compareTo(amount) >= 0 && used.signum() > 0;
    }
}
