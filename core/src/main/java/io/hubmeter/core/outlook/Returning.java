package io.hubmeter.core.outlook;

import io.hubmeter.core.metering.MeterHistory;
import io.hubmeter.core.metering.Reading;
import io.hubmeter.core.metering.Resource;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Use that leaves a rolling window, and so comes back to whoever used it: one window after it was used.
 *
 * @param from the first instant at which some of it comes back
 * @param until when all of it has
 * @param amount how much, in micro-unit milliseconds, more than zero
 * @param window how long before it was used
 */
public record Returning(Instant from, Instant until, BigInteger amount, Duration window) {

    /** When its use began. */
    public Instant usedFrom() {
        return from.minus(window);
    }

    /**
     * What was used in {@code [at − window, at)}, one entry for each stretch without a pause, in the order in which they come
     * back. Together they are the usage at {@code at}. A stretch that began before the window has come back in part: it is told
     * from {@code at} on.
     *
     * @param history complete from {@code at − window} on
     */
    public static List<Returning> of(MeterHistory history, Resource resource, Duration window, Instant at) {
        List<Returning> stretches = new ArrayList<>();
        Instant from = at.minus(window);
        while (from.isBefore(at)) {
            Instant next = next(history, from, at);
            BigInteger used = total(history, resource, next).subtract(total(history, resource, from));
            if (used.signum() > 0) {
                add(stretches, new Returning(from.plus(window), next.plus(window), used, window));
            }
            from = next;
        }
        return stretches;
    }

    private static Instant next(MeterHistory history, Instant from, Instant at) {
        Reading next = history.after(from);
        return next == null || next.at().isAfter(at) ? at : next.at();
    }

    private static BigInteger total(MeterHistory history, Resource resource, Instant instant) {
        Reading reading = history.asOf(instant);
        return reading == null ? BigInteger.ZERO : reading.totalAt(resource, instant.toEpochMilli());
    }

    private static void add(List<Returning> stretches, Returning next) {
        if (!stretches.isEmpty() && stretches.getLast().until().equals(next.from())) {
            stretches.add(stretches.removeLast().and(next));
        } else {
            stretches.add(next);
        }
    }

    /** This and a later one, with whatever pause is between them. */
    private Returning and(Returning later) {
        return new Returning(from, later.until, amount.add(later.amount), window);
    }

    /** One entry for all that begins to come back on the same day of a calendar; in the same order. */
    public static List<Returning> byDay(List<Returning> stretches, ZoneId zone) {
        Map<LocalDate, Returning> days = new LinkedHashMap<>();
        stretches.forEach(stretch -> days.merge(stretch.from.atZone(zone).toLocalDate(), stretch, Returning::and));
        return List.copyOf(days.values());
    }
}
