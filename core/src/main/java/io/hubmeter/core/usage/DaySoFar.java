package io.hubmeter.core.usage;

import io.hubmeter.core.metering.Quantities;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Rows of days that are not over, made of those of their hours: days themselves are written when they are over (ADR 0038).
 *
 * <p>Groups are those of the last hour with use. What the day costs is what its hours cost, until prices and groups at its end are known.
 */
public final class DaySoFar {
    private DaySoFar() {}

    /**
     * Rows of days, completed.
     *
     * @param days those written, of one account, in the order of time
     * @param hours those written of the same time, of the same account, in the order of time
     * @return a row for each day with use, in the order of time; for one whose last row was not written yet that of its hours
     */
    public static List<UsageRow> complete(List<UsageRow> days, List<UsageRow> hours) {
        Map<Instant, List<UsageRow>> ofDay = new LinkedHashMap<>();
        hours.forEach(hour -> ofDay.computeIfAbsent(Period.DAY.startOf(hour.start()), day -> new ArrayList<>())
                .add(hour));
        days.stream().filter(UsageRow::isComplete).forEach(day -> ofDay.remove(day.start()));
        Stream<UsageRow> written = days.stream().filter(day -> !ofDay.containsKey(day.start()));
        Stream<UsageRow> added = ofDay.values().stream()
                .map(DaySoFar::of)
                .filter(day -> !day.amounts().isZero());
        return Stream.concat(written, added)
                .sorted(Comparator.comparing(UsageRow::start))
                .toList();
    }

    private static UsageRow of(List<UsageRow> hours) {
        UsageRow last = hours.getLast();
        Quantities amounts = Quantities.ZERO;
        boolean isEstimated = false;
        for (UsageRow hour : hours) {
            amounts = amounts.plus(hour.amounts());
            isEstimated |= hour.isEstimated();
        }
        return new UsageRow(
                last.account(),
                Period.DAY,
                Period.DAY.startOf(last.start()),
                last.countedUntil(),
                amounts,
                last.groups(),
                last.primaryGroup(),
                cost(hours, last),
                0,
                false,
                isEstimated);
    }

    /** In the currency of the last hour: another one came with another policy, and a day has one. */
    private static @Nullable Cost cost(List<UsageRow> hours, UsageRow last) {
        Cost newest = last.cost();
        if (newest == null) {
            return null;
        }
        BigDecimal sum = BigDecimal.ZERO;
        for (UsageRow hour : hours) {
            Cost cost = hour.cost();
            if (cost != null && cost.currency().equals(newest.currency())) {
                sum = sum.add(cost.amount());
            }
        }
        return new Cost(sum, newest.currency());
    }
}
