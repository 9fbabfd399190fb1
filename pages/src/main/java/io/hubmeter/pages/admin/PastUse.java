package io.hubmeter.pages.admin;

import io.hubmeter.api.view.UsageView;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Reading;
import io.hubmeter.core.metering.Timeline;
import io.hubmeter.core.outlook.DayUsage;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** What an account used, as far back as its readings are kept. */
final class PastUse {
    /** How many days are told, today among them. */
    static final int DAYS = 30;

    private PastUse() {}

    /**
     * The readings of an interval. What was used before the oldest that is kept is not known, so it is none.
     *
     * @param most how many at the most
     * @throws io.hubmeter.api.view.TooManyReadings if there are more
     * @throws io.hubmeter.api.view.UsageUnavailable if they cannot be read now
     */
    static Timeline timeline(UsageView view, AccountId account, Instant from, Instant to, int most) {
        List<Reading> readings = new ArrayList<>(view.history(account, from, to, most));
        if (!readings.isEmpty()
                && readings.getFirst().at().isAfter(from)
                && !readings.getFirst().startsAtZero()) {
            Reading first = readings.getFirst();
            readings.addFirst(new Reading(
                    from,
                    first.totals(),
                    first.ratesBefore(),
                    io.hubmeter.core.metering.Quantities.ZERO,
                    first.openPods(),
                    first.sequence(),
                    0,
                    true));
        }
        Timeline timeline = new Timeline();
        timeline.putAll(readings);
        return timeline;
    }

    /** The last days, the oldest first. */
    static List<DayUsage> days(UsageView view, AccountId account, ZoneId zone, Instant at, int most) {
        LocalDate first = at.atZone(zone).toLocalDate().minusDays(DAYS - 1L);
        Instant from = first.atStartOfDay(zone).toInstant();
        return DayUsage.of(timeline(view, account, from, at.plusMillis(1), most), first, zone, at);
    }
}
