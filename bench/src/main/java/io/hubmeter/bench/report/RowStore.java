package io.hubmeter.bench.report;

import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.usage.Cost;
import io.hubmeter.core.usage.Period;
import io.hubmeter.core.usage.RowQuery;
import io.hubmeter.core.usage.UsageRow;
import io.hubmeter.schemas.ConfluentAvroSerde;
import io.hubmeter.schemas.avro.UsageRecord;
import io.hubmeter.schemas.registry.InMemorySchemaRegistry;
import io.hubmeter.streams.SharedMemory;
import io.hubmeter.streams.topology.StoreNames;
import io.hubmeter.wire.UsageRows;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.WindowStore;
import org.apache.kafka.streams.state.WindowStoreIterator;

/** A window store as the topology keeps rows of days in, on disk, with a row for each account and day. */
final class RowStore implements AutoCloseable {
    /** The first day. */
    static final Instant FIRST = Instant.parse("2026-10-01T00:00:00Z");

    private static final int GROUPS = 40;
    private static final int LOOKED_BACK = 7;

    private final int accounts;
    private final int days;
    private final WindowStore<String, UsageRecord> store;

    RowStore(Path folder, int accounts, int days) {
        this.accounts = accounts;
        this.days = days;
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "bench");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:9092");
        properties.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, SharedMemory.class);
        MockProcessorContext<Void, Void> context =
                new MockProcessorContext<>(properties, new TaskId(0, 0), folder.toFile());
        store = Stores.windowStoreBuilder(
                        Stores.persistentWindowStore(StoreNames.USAGE_DAYS, RowQuery.KEPT, Period.DAY.length(), false),
                        Serdes.String(),
                        ConfluentAvroSerde.of(UsageRecord.class, new InMemorySchemaRegistry()))
                .withLoggingDisabled()
                .build();
        store.init(context.getStateStoreContext(), store);
    }

    /** Writes everything, in the order of time. */
    void fill() {
        for (int day = 0; day < days; day++) {
            Instant start = FIRST.plus(Period.DAY.length().multipliedBy(day));
            for (int number = 0; number < accounts; number++) {
                UsageRow row = row(number, start, day);
                store.put(row.account().toString(), UsageRows.record(row), start.toEpochMilli());
            }
        }
    }

    private static AccountId account(int number) {
        return new AccountId("hub", "user-%06d".formatted(number));
    }

    private static UsageRow row(int number, Instant start, int day) {
        List<String> groups =
                List.of("course-%02d".formatted(number % LOOKED_BACK), "lab-%02d".formatted(number % GROUPS));
        long ms = 1 + (number * 7_919L + day * 104_729L) % Period.DAY.length().toMillis();
        return new UsageRow(
                account(number),
                Period.DAY,
                start,
                start.plus(Period.DAY.length()),
                Quantities.of(Map.of(
                        Resource.CPU, BigInteger.valueOf(500_000).multiply(BigInteger.valueOf(ms)),
                        Resource.MEMORY, BigInteger.valueOf(4_000_000L << 30).multiply(BigInteger.valueOf(ms)),
                        Resource.GPU,
                                BigInteger.valueOf(number % 3 == 0 ? 1_000_000 : 0)
                                        .multiply(BigInteger.valueOf(ms)))),
                groups,
                groups.getFirst(),
                new Cost(BigDecimal.valueOf(ms, Cost.DECIMALS), "EUR"),
                day % 3,
                true,
                false);
    }

    /** Every account. */
    Stream<AccountId> all() {
        return IntStream.range(0, accounts).mapToObj(RowStore::account);
    }

    /** The rows asked for, read as the query endpoint reads them: account by account. */
    Stream<UsageRow> rows(RowQuery query) {
        return all().filter(query::isAbout).flatMap(account -> {
            List<UsageRow> rows = new ArrayList<>(days);
            try (WindowStoreIterator<UsageRecord> found =
                    store.fetch(account.toString(), query.from(), query.to().minusMillis(1))) {
                found.forEachRemaining(window -> rows.add(UsageRows.row(window.value)));
            }
            return rows.stream();
        });
    }

    @Override
    public void close() {
        store.close();
    }
}
