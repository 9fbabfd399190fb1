package io.hubmeter.core.usage;

import io.hubmeter.core.metering.Quantities;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What several accounts used together in one period, or by how much that changes; then anything may be below zero.
 *
 * @param amounts in micro-unit milliseconds
 * @param costs by currency, as {@link Cost} has them; zeros are never listed
 * @param accounts of how many accounts something is counted
 */
public record GroupSum(Quantities amounts, SortedMap<String, BigDecimal> costs, int accounts) {
    /** Nothing. */
    public static final GroupSum ZERO = new GroupSum(Quantities.ZERO, new TreeMap<>(), 0);

    /** Keeps its own copy, without zeros. */
    public GroupSum {
        TreeMap<String, BigDecimal> copy = new TreeMap<>(costs);
        copy.values().removeIf(cost -> cost.signum() == 0);
        costs = Collections.unmodifiableSortedMap(copy);
    }

    /** What a row counts for each of the groups of {@link GroupRule#groupsOf}, in the same order, by a rule. */
    public static List<GroupSum> of(UsageRow row, GroupRule rule) {
        return GroupShare.of(row, rule).stream().map(share -> of(row, share)).toList();
    }

    private static GroupSum of(UsageRow row, GroupShare share) {
        TreeMap<String, BigDecimal> costs = new TreeMap<>();
        if (share.cost() != null) {
            costs.put(share.cost().currency(), share.cost().amount());
        }
        boolean counts = share.counts() && !row.amounts().isZero();
        return new GroupSum(share.amounts(), costs, counts ? 1 : 0);
    }

    /** The sum. */
    public GroupSum plus(GroupSum other) {
        TreeMap<String, BigDecimal> sum = new TreeMap<>(costs);
        other.costs.forEach((currency, cost) -> sum.merge(currency, cost, BigDecimal::add));
        return new GroupSum(amounts.plus(other.amounts), sum, accounts + other.accounts);
    }

    /** The difference. */
    public GroupSum minus(GroupSum other) {
        TreeMap<String, BigDecimal> negated = new TreeMap<>();
        other.costs.forEach((currency, cost) -> negated.put(currency, cost.negate()));
        return plus(new GroupSum(Quantities.ZERO.minus(other.amounts), negated, -other.accounts));
    }
}
