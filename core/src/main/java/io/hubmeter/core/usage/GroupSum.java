package io.hubmeter.core.usage;

import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.Resource;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
        List<String> groups = GroupRule.groupsOf(row);
        List<Map<Resource, BigInteger>> amounts = new ArrayList<>();
        groups.forEach(group -> amounts.add(new HashMap<>()));
        row.amounts().asMap().forEach((resource, amount) -> {
            List<BigInteger> shares = rule.shares(row, amount);
            for (int i = 0; i < groups.size(); i++) {
                amounts.get(i).put(resource, shares.get(i));
            }
        });
        Cost cost = row.cost();
        List<BigInteger> costs =
                cost == null ? List.of() : rule.shares(row, cost.amount().unscaledValue());
        List<GroupSum> sums = new ArrayList<>();
        for (int i = 0; i < groups.size(); i++) {
            SortedMap<String, BigDecimal> byCurrency = new TreeMap<>();
            if (cost != null) {
                byCurrency.put(cost.currency(), new BigDecimal(costs.get(i), Cost.DECIMALS));
            }
            boolean counts = !row.amounts().isZero() && rule.countsFor(row, groups.get(i));
            sums.add(new GroupSum(Quantities.of(amounts.get(i)), byCurrency, counts ? 1 : 0));
        }
        return sums;
    }

    /** Whether it is nothing. */
    public boolean isZero() {
        return equals(ZERO);
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
