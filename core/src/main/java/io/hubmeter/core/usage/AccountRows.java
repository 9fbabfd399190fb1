package io.hubmeter.core.usage;

import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.MeterHistory;
import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.Reading;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rows that follow from what is known of one account, from an instant on.
 *
 * <p>They count to the last full hour that was heard, or further to a reading after it. So whoever adds up the newest rows of all
 * hours gets the meter as it was then, and a row changes only where readings do.
 */
public final class AccountRows {
    private final AccountId account;
    private final Course<List<String>> memberships;
    private final Course<Tariff> tariffs;
    private final Instant heardAt;
    private final Instant countedUntil;
    private final Stretch stretch;

    /**
     * Reads what there is to count.
     *
     * @param account whose rows they are
     * @param history its readings
     * @param memberships its groups, in the order of their names
     * @param tariffs what policies said
     * @param reach from when on its readings are looked at: the start of the first period that is written for the first time
     * @param heardAt the time heard, not before {@code reach}
     */
    public AccountRows(
            AccountId account,
            MeterHistory history,
            Course<List<String>> memberships,
            Course<Tariff> tariffs,
            Instant reach,
            Instant heardAt) {
        this.account = account;
        this.memberships = memberships;
        this.tariffs = tariffs;
        this.heardAt = heardAt;
        Instant fullHour = Period.HOUR.startOf(heardAt);
        Reading newest = history.asOf(heardAt);
        this.countedUntil = newest != null && newest.at().isAfter(fullHour) ? newest.at() : fullHour;
        this.stretch = new Stretch(history, reach, countedUntil);
    }

    /** First instant that the rows do not count. */
    public Instant countedUntil() {
        return countedUntil;
    }

    /** An instant before which every period begins that has a row: hours when something of them is counted, days when they are over. */
    public Instant rowsBefore(Period period) {
        return period == Period.DAY ? Period.DAY.startOf(heardAt) : countedUntil;
    }

    /**
     * The rows to write: those that say something else than what was written, and those that were never written and have
     * something to say. In ascending order of time.
     *
     * @param period hours or days
     * @param from the instant from which readings, groups or prices may have changed; not before where the readings begin
     * @param written the newest row written for each period, by its start, from the one that holds {@code from} on
     */
    public List<UsageRow> changed(Period period, Instant from, Map<Instant, UsageRow> written) {
        List<UsageRow> rows = new ArrayList<>();
        Instant last = rowsBefore(period);
        for (Instant start = period.startOf(from); start.isBefore(last); start = start.plus(period.length())) {
            Instant end = start.plus(period.length());
            Instant until = end.isAfter(countedUntil) ? countedUntil : end;
            UsageRow before = written.get(start);
            Quantities amounts = stretch.totalsAt(until).minus(stretch.totalsAt(start));
            if (before != null || !amounts.isZero()) {
                boolean estimated = (before != null && before.isEstimated())
                        || stretch.isEstimated(
                                before != null && before.isComplete() && from.isAfter(start) ? from : start, until);
                UsageRow row = row(period, start, until, amounts, before, !end.isAfter(heardAt), estimated);
                if (before == null || isNews(row, before)) {
                    rows.add(row);
                }
            }
        }
        return rows;
    }

    /** Whether anything was used from an instant on that is not after where counting ends. */
    public boolean isUsedFrom(Instant at) {
        return !stretch.totalsAt(countedUntil).equals(stretch.totalsAt(at));
    }

    private UsageRow row(
            Period period,
            Instant start,
            Instant until,
            Quantities amounts,
            @Nullable UsageRow before,
            boolean isComplete,
            boolean isEstimated) {
        List<String> groups = memberships.before(until, List.of());
        Tariff tariff = tariffs.before(until, Tariff.NONE);
        return new UsageRow(
                account,
                period,
                start,
                until,
                amounts,
                groups,
                tariff.primaryOf(groups),
                tariff.costOf(amounts),
                before == null ? 0 : before.revision() + 1,
                isComplete,
                isEstimated);
    }

    /** That time goes on while nothing is used is no news until the period is over. */
    private static boolean isNews(UsageRow row, UsageRow before) {
        boolean isUsed = row.isComplete() || !row.amounts().equals(before.amounts());
        return !(isUsed ? row : row.countedUntil(before.countedUntil())).saysTheSameAs(before);
    }
}
