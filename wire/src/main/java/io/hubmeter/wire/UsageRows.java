package io.hubmeter.wire;

import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.usage.Cost;
import io.hubmeter.core.usage.Period;
import io.hubmeter.core.usage.UsageRow;
import io.hubmeter.schemas.avro.UsageRecord;
import java.time.Instant;
import java.util.Objects;

/** Rows of usage as records of {@code hubmeter.usage-hourly} and {@code hubmeter.usage-daily}. */
public final class UsageRows {
    private UsageRows() {}

    /** The record of a row. */
    public static UsageRecord record(UsageRow row) {
        Cost cost = row.cost();
        return new UsageRecord(
                row.account().realm(),
                row.account().user(),
                row.start(),
                row.end(),
                ExactDecimals.decimals(row.amounts()),
                row.groups(),
                row.revision(),
                row.isComplete(),
                row.isEstimated(),
                row.countedUntil(),
                row.primaryGroup(),
                cost == null ? null : cost.amount(),
                cost == null ? "" : cost.currency());
    }

    /**
     * The row of a record.
     *
     * @throws IllegalArgumentException if it is neither of an hour nor of a day, or does not agree with itself
     * @throws ArithmeticException if an amount has more decimals than the schema says
     */
    public static UsageRow row(UsageRecord record) {
        Instant countedUntil = Objects.requireNonNullElse(record.getCountedUntil(), record.getPeriodEnd());
        return new UsageRow(
                new AccountId(record.getRealm(), record.getUser()),
                period(record),
                record.getPeriodStart(),
                countedUntil,
                ExactDecimals.quantities(record.getAmounts()),
                record.getGroups(),
                record.getPrimaryGroup() == null && !record.getGroups().isEmpty()
                        ? record.getGroups().getFirst()
                        : record.getPrimaryGroup(),
                record.getCost() == null ? null : new Cost(record.getCost(), record.getCurrency()),
                record.getRevision(),
                record.getComplete(),
                record.getEstimated());
    }

    private static Period period(UsageRecord record) {
        for (Period period : Period.values()) {
            if (record.getPeriodStart().plus(period.length()).equals(record.getPeriodEnd())) {
                return period;
            }
        }
        throw new IllegalArgumentException("periodEnd: found %s, expected an hour or a day after periodStart %s"
                .formatted(record.getPeriodEnd(), record.getPeriodStart()));
    }
}
