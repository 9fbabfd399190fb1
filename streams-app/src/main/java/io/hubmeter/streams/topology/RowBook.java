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

/** The newest row of each account and period that was written, as long as the stores keep them. */
final class RowBook {
    private final WindowStore<String, UsageRecord> hours;
    private final WindowStore<String, UsageRecord> days;

    RowBook(ProcessorContext<?, ?> context) {
        this.hours = context.getStateStore(StoreNames.USAGE_HOURS);
        this.days = context.getStateStore(StoreNames.USAGE_DAYS);
    }

    /** The rows of periods that begin in {@code [from, to]}, by their beginnings. */
    Map<Instant, UsageRow> rows(AccountId account, Period period, Instant from, Instant to) {
        Map<Instant, UsageRow> rows = new HashMap<>();
        try (WindowStoreIterator<UsageRecord> found = store(period).fetch(account.toString(), from, to)) {
            while (found.hasNext()) {
                KeyValue<Long, UsageRecord> next = found.next();
                rows.put(Instant.ofEpochMilli(next.key), UsageRows.row(next.value));
            }
        }
        return rows;
    }

    void put(UsageRow row, UsageRecord record) {
        store(row.period()).put(row.account().toString(), record, row.start().toEpochMilli());
    }

    private WindowStore<String, UsageRecord> store(Period period) {
        return switch (period) {
            case HOUR -> hours;
            case DAY -> days;
        };
    }
}
