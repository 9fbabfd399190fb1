package io.hubmeter.core.usage;

import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Quantities;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Comparator;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the rows that belong together in a report add up to so far. */
final class ReportCell {
    private final Instant end;
    private Quantities amounts = Quantities.ZERO;
    private final SortedMap<String, BigDecimal> costs = new TreeMap<>();
    private @Nullable AccountId lastAccount;
    private int accounts;
    private int revision;
    private @Nullable Instant incompleteFrom;
    private boolean isEstimated;

    ReportCell(Instant end) {
        this.end = end;
    }

    /**
     * What tells lines apart; what a report is not by is empty.
     *
     * @param start of the time that the line is about
     */
    record Key(String realm, String user, String group, String hub, Instant start) implements Comparable<Key> {
        private static final Comparator<Key> ORDER = Comparator.comparing(Key::realm)
                .thenComparing(Key::user)
                .thenComparing(Key::group)
                .thenComparing(Key::hub)
                .thenComparing(Key::start);

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    /** Adds what counts of a row. */
    void add(UsageRow row, Quantities amount, @Nullable Cost cost) {
        amounts = amounts.plus(amount);
        if (cost != null) {
            costs.merge(cost.currency(), cost.amount(), BigDecimal::add);
        }
        boolean isUsed = !amount.isZero() || cost != null;
        if (isUsed && !row.account().equals(lastAccount)) {
            lastAccount = row.account();
            accounts++;
        }
        if (!row.isComplete() && (incompleteFrom == null || row.countedUntil().isBefore(incompleteFrom))) {
            incompleteFrom = row.countedUntil();
        }
        revision = row.revision();
        isEstimated |= row.isEstimated();
    }

    /** How many lines it is. */
    int lines() {
        return amounts.asMap().size() + costs.size();
    }

    Instant end() {
        return end;
    }

    Quantities amounts() {
        return amounts;
    }

    SortedMap<String, BigDecimal> costs() {
        return costs;
    }

    int accounts() {
        return accounts;
    }

    int revision() {
        return revision;
    }

    boolean isEstimated() {
        return isEstimated;
    }

    /** The earliest instant up to which an incomplete row is counted; null if all are complete. */
    @Nullable
    Instant incompleteFrom() {
        return incompleteFrom;
    }
}
