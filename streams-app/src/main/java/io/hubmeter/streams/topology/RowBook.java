package io.hubmeter.streams.topology;

import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.usage.Period;
import io.hubmeter.core.usage.UsageRow;
import io.hubmeter.schemas.avro.UsageRecord;
import io.hubmeter.wire.UsageRows;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.WindowStore;
import org.apache.kafka.streams.state.WindowStoreIterator;
import org.jspecify.annotations.Nullable;

/** The newest row of each account and period that was written, as long as the stores keep them. */
final class RowBook {
    /** How many rows are remembered, also that there is none; one takes about a kilobyte. */
    private static final int MOST_REMEMBERED = 16_384;
    /** Up to so many periods are looked up one by one; an iterator over the store costs as much as several look-ups. */
    private static final int FEW = 3;

    private final WindowStore<String, UsageRecord> hours;
    private final WindowStore<String, UsageRecord> days;
    private final Recent<Place, Found> recent = new Recent<>(MOST_REMEMBERED);
    private final Recent<AccountId, Instant> writtenUntil = new Recent<>(MOST_REMEMBERED);

    /** Which row. */
    private record Place(AccountId account, Period period, Instant start) {}

    /**
     * What is at a place.
     *
     * @param row null if nothing is
     */
    private record Found(@Nullable UsageRow row) {}

    RowBook(ProcessorContext<?, ?> context) {
        this.hours = context.getStateStore(StoreNames.USAGE_HOURS);
        this.days = context.getStateStore(StoreNames.USAGE_DAYS);
    }

    /**
     * Notes that no row of an account tells of a later time, so that those of new hours, which most are, need not be looked for. The
     * time heard goes back when one more source begins to feed a realm; rows stay.
     */
    void writtenUntil(AccountId account, Instant until) {
        Instant before = writtenUntil.get(account);
        if (before == null || before.isBefore(until)) {
            writtenUntil.put(account, until);
        }
    }

    /** The rows of periods that begin in {@code [from, to)}, by their beginnings. */
    Map<Instant, UsageRow> rows(AccountId account, Period period, Instant from, Instant to) {
        Map<Instant, UsageRow> rows = new HashMap<>();
        Instant first = period.firstFrom(from);
        if (!first.plus(period.length().multipliedBy(FEW)).isBefore(to)) {
            for (Instant start = first; start.isBefore(to); start = start.plus(period.length())) {
                UsageRow row = row(new Place(account, period, start));
                if (row != null) {
                    rows.put(start, row);
                }
            }
            return rows;
        }
        try (WindowStoreIterator<UsageRecord> found =
                store(period).fetch(account.toString(), from, to.minusMillis(1))) {
            while (found.hasNext()) {
                KeyValue<Long, UsageRecord> next = found.next();
                rows.put(Instant.ofEpochMilli(next.key), UsageRows.row(next.value));
            }
        }
        return rows;
    }

    private @Nullable UsageRow row(Place place) {
        Instant until = writtenUntil.get(place.account());
        if (until != null && !place.start().isBefore(until)) {
            return null;
        }
        Found known = recent.get(place);
        if (known == null) {
            UsageRecord record = store(place.period())
                    .fetch(place.account().toString(), place.start().toEpochMilli());
            known = new Found(record == null ? null : UsageRows.row(record));
            recent.put(place, known);
        }
        return known.row();
    }

    void put(UsageRow row, UsageRecord record) {
        store(row.period()).put(row.account().toString(), record, row.start().toEpochMilli());
        recent.put(new Place(row.account(), row.period(), row.start()), new Found(row));
    }

    private WindowStore<String, UsageRecord> store(Period period) {
        return switch (period) {
            case HOUR -> hours;
            case DAY -> days;
        };
    }
}
