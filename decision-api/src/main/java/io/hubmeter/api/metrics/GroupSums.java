package io.hubmeter.api.metrics;

import io.hubmeter.core.decision.AccountStanding;
import io.hubmeter.core.decision.Standing;
import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.policy.Prices;
import io.hubmeter.core.usage.Cost;
import io.hubmeter.metrics.Labelled;
import java.math.BigInteger;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the members of each group of a realm used together; somebody in several groups counts fully in each. In memory is one
 * sum for each group, resource and window.
 */
final class GroupSums {
    private static final String RULE = "each";

    private final Map<Group, Sum> sums = new HashMap<>();

    private record Group(String realm, String name) implements Comparable<Group> {
        private static final Comparator<Group> ORDER =
                Comparator.comparing(Group::realm).thenComparing(Group::name);

        @Override
        public int compareTo(Group other) {
            return ORDER.compare(this, other);
        }
    }

    private static final class Sum {
        private final Map<LimitKey, BigInteger> used = new TreeMap<>();
        private Quantities rates = Quantities.ZERO;
        private Quantities priced = Quantities.ZERO;
        private int accounts;
        private int over;
    }

    void add(AccountStanding standing) {
        String realm = standing.account().realm();
        List<Standing> standings = standing.assessment().standings();
        boolean isOver = standings.stream().anyMatch(Ratio::isOver);
        for (String name : standing.groups().stream().distinct().toList()) {
            Sum sum = sums.computeIfAbsent(new Group(realm, name), group -> new Sum());
            sum.accounts++;
            sum.over += isOver ? 1 : 0;
            sum.rates = sum.rates.plus(standing.assessment().rates());
            sum.priced = sum.priced.plus(standing.used());
            standings.forEach(each -> sum.used.merge(LimitKey.of(realm, each.limit()), each.used(), BigInteger::add));
        }
    }

    /** The largest groups, and how many are left out. */
    Gauges told(int most, Prices prices) {
        Gauges told = new Gauges();
        List<Map.Entry<Group, Sum>> largest = sums.entrySet().stream()
                .sorted(Comparator.comparingInt((Map.Entry<Group, Sum> entry) -> -entry.getValue().accounts)
                        .thenComparing(Map.Entry::getKey))
                .limit(most)
                .toList();
        largest.forEach(entry -> told.add(entry.getKey(), entry.getValue(), prices));
        told.leftOut = sums.size() - largest.size();
        return told;
    }

    /** What is told of groups. */
    static final class Gauges {
        final Labelled used = new Labelled(
                "hubmeter_group_used_hours",
                "What the members of a group used, each within the windows of their own limits, in hours of the display unit; people in several groups count fully in each",
                "realm",
                "group",
                "resource",
                "window",
                "rule");
        final Labelled rate = new Labelled(
                "hubmeter_group_rate",
                "Display units that the pods of a group's members hold now",
                "realm",
                "group",
                "resource");
        final Labelled accounts =
                new Labelled("hubmeter_group_accounts", "Members of a group who ever used something", "realm", "group");
        final Labelled over = new Labelled(
                "hubmeter_group_accounts_over", "Members of a group who have used up a limit", "realm", "group");
        final Labelled cost = new Labelled(
                "hubmeter_group_cost",
                "What the use of a group's members in the last 30 days costs by the prices in force now; people in several groups count fully in each",
                "realm",
                "group",
                "currency",
                "rule");
        int leftOut;

        private void add(Group group, Sum sum, Prices prices) {
            sum.used.forEach((key, amount) -> used.add(
                    Hours.of(key.resource(), amount),
                    group.realm(),
                    group.name(),
                    key.resource().name(),
                    WindowText.of(key.window()),
                    RULE));
            sum.rates
                    .asMap()
                    .forEach((resource, held) ->
                            rate.add(Hours.rate(resource, held), group.realm(), group.name(), resource.name()));
            accounts.add(sum.accounts, group.realm(), group.name());
            over.add(sum.over, group.realm(), group.name());
            if (!prices.isEmpty()) {
                cost.add(
                        prices.of(sum.priced, Cost.DECIMALS).doubleValue(),
                        group.realm(),
                        group.name(),
                        prices.currency(),
                        RULE);
            }
        }
    }
}
