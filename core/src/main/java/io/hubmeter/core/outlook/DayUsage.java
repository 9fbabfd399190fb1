package io.hubmeter.core.outlook;

import io.hubmeter.core.metering.MeterHistory;
import io.hubmeter.core.metering.Quantities;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;

/**
 * What an account used on one day of a calendar.
 *
 * @param date the day
 * @param from its first instant in the time zone asked for
 * @param until its end, exclusive; of a day that is not over the instant up to which it is counted
 * @param used micro-unit milliseconds by resource
 */
public record DayUsage(LocalDate date, Instant from, Instant until, Quantities used) {

    /**
     * One entry for each day from the first up to the one that holds an instant; days have 23 to 25 hours where clocks change.
     *
     * @param history complete from the first day on
     * @param first not later than the day that holds {@code at}
     * @param at up to when the last day is counted
     */
    public static List<DayUsage> of(MeterHistory history, LocalDate first, ZoneId zone, Instant at) {
        LocalDate last = at.atZone(zone).toLocalDate();
        return first.datesUntil(last.plusDays(1))
                .map(date -> day(history, date, zone, at))
                .toList();
    }

    private static DayUsage day(MeterHistory history, LocalDate date, ZoneId zone, Instant at) {
        Instant from = date.atStartOfDay(zone).toInstant();
        Instant next = date.plusDays(1).atStartOfDay(zone).toInstant();
        Instant until = next.isAfter(at) ? at : next;
        return new DayUsage(date, from, until, history.totalsAt(until).minus(history.totalsAt(from)));
    }
}
