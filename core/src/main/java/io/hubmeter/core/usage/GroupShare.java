package io.hubmeter.core.usage;

import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.Resource;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What of a row counts for one of its groups.
 *
 * @param group its name; {@link GroupRule#NO_GROUP} for a row without groups
 * @param amounts in micro-unit milliseconds
 * @param cost null if the row has none
 * @param counts whether the row's account counts as one of the group's
 */
record GroupShare(
        String group, Quantities amounts, @Nullable Cost cost, boolean counts) {

    /** One for each of {@link GroupRule#groupsOf}, in the same order. */
    static List<GroupShare> of(UsageRow row, GroupRule rule) {
        List<String> groups = GroupRule.groupsOf(row);
        List<Map<Resource, BigInteger>> amounts = new ArrayList<>(groups.size());
        groups.forEach(group -> amounts.add(new HashMap<>()));
        row.amounts().forEach((resource, amount) -> {
            List<BigInteger> parts = rule.shares(row, amount);
            for (int i = 0; i < parts.size(); i++) {
                amounts.get(i).put(resource, parts.get(i));
            }
        });
        Cost cost = row.cost();
        List<BigInteger> costs =
                cost == null ? List.of() : rule.shares(row, cost.amount().unscaledValue());
        List<GroupShare> shares = new ArrayList<>(groups.size());
        for (int i = 0; i < groups.size(); i++) {
            shares.add(new GroupShare(
                    groups.get(i),
                    Quantities.of(amounts.get(i)),
                    cost == null ? null : new Cost(new BigDecimal(costs.get(i), Cost.DECIMALS), cost.currency()),
                    rule.countsFor(row, groups.get(i))));
        }
        return shares;
    }
}
