package io.hubmeter.bench.faults.check;

import java.math.BigInteger;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * A limit and what grants make of it at each instant.
 *
 * @param base without grants
 * @param raises those of the limit
 */
record Allowance(Limit base, List<Raise> raises) {
    /** Keeps its own list. */
    Allowance {
        raises = List.copyOf(raises);
    }

    /** So much more within {@code [fromMs, untilMs)}. */
    record Raise(BigInteger amount, long fromMs, long untilMs) {}

    static Allowance of(Limit limit) {
        return new Allowance(limit, List.of());
    }

    BigInteger at(long atMs) {
        BigInteger amount = base.amount();
        for (Raise raise : raises) {
            if (raise.fromMs() <= atMs && atMs < raise.untilMs()) {
                amount = amount.add(raise.amount());
            }
        }
        return amount;
    }

    /** When it changes after one instant and before another. */
    NavigableSet<Long> changes(long afterMs, long beforeMs) {
        TreeSet<Long> changes = new TreeSet<>();
        for (Raise raise : raises) {
            changes.add(raise.fromMs());
            changes.add(raise.untilMs());
        }
        return changes.subSet(afterMs, false, beforeMs, false);
    }
}
