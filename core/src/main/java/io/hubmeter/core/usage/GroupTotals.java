package io.hubmeter.core.usage;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the accounts of one group used together in one period by each rule, or by how much that changes.
 *
 * @param byRule a sum for every rule
 */
public record GroupTotals(Map<GroupRule, GroupSum> byRule) {
    /** Nothing. */
    public static final GroupTotals ZERO = new GroupTotals(Map.of());

    /** Keeps its own copy, with zeros for what is missing. */
    public GroupTotals {
        Map<GroupRule, GroupSum> copy = new EnumMap<>(GroupRule.class);
        for (GroupRule rule : GroupRule.values()) {
            copy.put(rule, byRule.getOrDefault(rule, GroupSum.ZERO));
        }
        byRule = Collections.unmodifiableMap(copy);
    }

    /** The sum by a rule. */
    public GroupSum by(GroupRule rule) {
        return byRule.getOrDefault(rule, GroupSum.ZERO);
    }

    /** The sum of both. */
    public GroupTotals plus(GroupTotals other) {
        Map<GroupRule, GroupSum> sums = new EnumMap<>(GroupRule.class);
        byRule.forEach((rule, sum) -> sums.put(rule, sum.plus(other.by(rule))));
        return new GroupTotals(sums);
    }

    private GroupTotals minus(GroupTotals other) {
        Map<GroupRule, GroupSum> sums = new EnumMap<>(GroupRule.class);
        byRule.forEach((rule, sum) -> sums.put(rule, sum.minus(other.by(rule))));
        return new GroupTotals(sums);
    }

    /**
     * By how much a row changes the totals of its groups, in the order of their names; groups whose totals stay are left out.
     *
     * @param before the row that it takes the place of; null if there is none
     */
    public static Map<String, GroupTotals> changes(@Nullable UsageRow before, UsageRow row) {
        Map<String, GroupTotals> changes = new TreeMap<>(of(row));
        if (before != null) {
            of(before)
                    .forEach((group, totals) ->
                            changes.put(group, changes.getOrDefault(group, ZERO).minus(totals)));
        }
        changes.values().removeIf(ZERO::equals);
        return changes;
    }

    private static Map<String, GroupTotals> of(UsageRow row) {
        List<String> groups = GroupRule.groupsOf(row);
        Map<String, Map<GroupRule, GroupSum>> sums = new TreeMap<>();
        for (GroupRule rule : GroupRule.values()) {
            List<GroupSum> shares = GroupSum.of(row, rule);
            for (int i = 0; i < groups.size(); i++) {
                sums.computeIfAbsent(groups.get(i), group -> new EnumMap<>(GroupRule.class))
                        .merge(rule, shares.get(i), GroupSum::plus);
            }
        }
        Map<String, GroupTotals> totals = new TreeMap<>();
        sums.forEach((group, byRule) -> totals.put(group, new GroupTotals(byRule)));
        return totals;
    }
}
