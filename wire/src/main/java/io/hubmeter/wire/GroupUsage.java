package io.hubmeter.wire;

import io.hubmeter.core.usage.GroupRule;
import io.hubmeter.core.usage.GroupSum;
import io.hubmeter.core.usage.GroupTotals;
import io.hubmeter.core.usage.Period;
import io.hubmeter.schemas.avro.GroupUsageRecord;
import io.hubmeter.schemas.avro.UsageChangeRecord;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** Totals of groups as records of {@code hubmeter.group-usage-hourly} and {@code -daily}, and what changes them. */
public final class GroupUsage {
    private GroupUsage() {}

    /** The key of a group's records. */
    public static String key(String realm, String group) {
        return realm + '/' + group;
    }

    /**
     * The record of a change of the totals of one group.
     *
     * @param rows how many rows make it, at least 1
     */
    public static UsageChangeRecord change(
            String realm, String group, Period period, Instant start, GroupTotals change, int rows) {
        return new UsageChangeRecord(
                realm,
                group,
                start,
                start.plus(period.length()),
                sum(change.by(GroupRule.SPLIT)),
                sum(change.by(GroupRule.EACH)),
                sum(change.by(GroupRule.PRIMARY)),
                rows);
    }

    /** Two changes of the same totals as one. */
    public static UsageChangeRecord sum(UsageChangeRecord some, UsageChangeRecord others) {
        GroupTotals sum = totals(some).plus(totals(others));
        return new UsageChangeRecord(
                some.getRealm(),
                some.getGroup(),
                some.getPeriodStart(),
                some.getPeriodEnd(),
                sum(sum.by(GroupRule.SPLIT)),
                sum(sum.by(GroupRule.EACH)),
                sum(sum.by(GroupRule.PRIMARY)),
                some.getChanges() + others.getChanges());
    }

    /** The totals of a record. */
    public static GroupTotals totals(UsageChangeRecord record) {
        return new GroupTotals(Map.of(
                GroupRule.SPLIT, sum(record.getSplit()),
                GroupRule.EACH, sum(record.getEach()),
                GroupRule.PRIMARY, sum(record.getPrimary())));
    }

    /** The row of a group by a rule, where the changes since the beginning add up to the given record. */
    public static GroupUsageRecord row(UsageChangeRecord changes, GroupRule rule) {
        GroupSum sum = totals(changes).by(rule);
        return new GroupUsageRecord(
                changes.getRealm(),
                changes.getGroup(),
                changes.getPeriodStart(),
                changes.getPeriodEnd(),
                io.hubmeter.schemas.avro.GroupRule.valueOf(rule.name()),
                ExactDecimals.decimals(sum.amounts()),
                sum.costs(),
                sum.accounts(),
                changes.getChanges() - 1);
    }

    private static io.hubmeter.schemas.avro.GroupSum sum(GroupSum sum) {
        return new io.hubmeter.schemas.avro.GroupSum(
                ExactDecimals.decimals(sum.amounts()), sum.costs(), sum.accounts());
    }

    private static GroupSum sum(io.hubmeter.schemas.avro.GroupSum record) {
        return new GroupSum(
                ExactDecimals.quantities(record.getAmounts()), new TreeMap<>(record.getCosts()), record.getAccounts());
    }
}
