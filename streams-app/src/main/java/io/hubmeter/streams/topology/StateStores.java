package io.hubmeter.streams.topology;

import io.hubmeter.core.usage.Period;
import io.hubmeter.schemas.ConfluentAvroSerde;
import io.hubmeter.schemas.avro.DecisionRecord;
import io.hubmeter.schemas.avro.GrantRecord;
import io.hubmeter.schemas.avro.PolicyRecord;
import io.hubmeter.schemas.avro.ReadingRecord;
import io.hubmeter.schemas.avro.StopRecord;
import io.hubmeter.schemas.avro.UsageChangeRecord;
import io.hubmeter.schemas.avro.UsageRecord;
import io.hubmeter.schemas.registry.SchemaRegistryClient;
import io.hubmeter.streams.state.avro.AccountStateRecord;
import io.hubmeter.streams.state.avro.CorrectionsRecord;
import io.hubmeter.streams.state.avro.MembershipsRecord;
import io.hubmeter.streams.state.avro.PodHistoryRecord;
import io.hubmeter.streams.state.avro.SourceStateRecord;
import io.hubmeter.streams.state.avro.TariffRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The state stores.
 *
 * <p>What grows with accounts and pods is on disk; what is small and read in order, or on every record, is in memory. All are
 * restored from their changelogs.
 */
final class StateStores {
    private static final List<String> NEWEST_ONLY = List.of(
            StoreNames.OPEN_PODS,
            StoreNames.CLOSED_PODS,
            StoreNames.ACCOUNTS,
            StoreNames.MEMBERSHIPS,
            StoreNames.STOPS,
            StoreNames.DECISIONS,
            StoreNames.GRANTS,
            StoreNames.CORRECTIONS,
            StoreNames.AGENDA,
            StoreNames.SOURCES,
            StoreNames.TARIFFS,
            StoreNames.POLICY,
            StoreNames.NEWEST_READING);

    private final SchemaRegistryClient registry;

    StateStores(SchemaRegistryClient registry) {
        this.registry = registry;
    }

    List<StoreBuilder<?>> all(MeterRetention retention) {
        return List.of(
                meters(retention),
                Stores.keyValueStoreBuilder(
                                Stores.persistentKeyValueStore(StoreNames.OPEN_PODS),
                                Serdes.Bytes(),
                                avro(PodHistoryRecord.class))
                        .withCachingEnabled(),
                Stores.keyValueStoreBuilder(
                                Stores.persistentKeyValueStore(StoreNames.CLOSED_PODS),
                                Serdes.Bytes(),
                                avro(PodHistoryRecord.class))
                        .withCachingEnabled(),
                Stores.keyValueStoreBuilder(
                                Stores.persistentKeyValueStore(StoreNames.ACCOUNTS),
                                Serdes.String(),
                                avro(AccountStateRecord.class))
                        .withCachingEnabled(),
                Stores.keyValueStoreBuilder(
                                Stores.persistentKeyValueStore(StoreNames.MEMBERSHIPS),
                                Serdes.String(),
                                avro(MembershipsRecord.class))
                        .withCachingEnabled(),
                rows(StoreNames.USAGE_HOURS, Period.HOUR, retention),
                rows(StoreNames.USAGE_DAYS, Period.DAY, retention),
                Stores.keyValueStoreBuilder(
                                Stores.persistentKeyValueStore(StoreNames.STOPS),
                                Serdes.Bytes(),
                                avro(StopRecord.class))
                        .withCachingEnabled(),
                Stores.keyValueStoreBuilder(
                                Stores.persistentKeyValueStore(StoreNames.DECISIONS),
                                Serdes.Bytes(),
                                avro(DecisionRecord.class))
                        .withCachingEnabled(),
                Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore(StoreNames.GRANTS), Serdes.Bytes(), avro(GrantRecord.class)),
                Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore(StoreNames.CORRECTIONS),
                        Serdes.String(),
                        avro(CorrectionsRecord.class)),
                Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore(StoreNames.AGENDA), Serdes.Bytes(), Serdes.ByteArray()),
                Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore(StoreNames.SOURCES),
                        Serdes.String(),
                        avro(SourceStateRecord.class)),
                Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore(StoreNames.TARIFFS), Serdes.Long(), avro(TariffRecord.class)),
                Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore(StoreNames.POLICY), Serdes.String(), avro(PolicyRecord.class)),
                Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore(StoreNames.NEWEST_READING), Serdes.String(), Serdes.Long()));
    }

    /** Not cached: a row is rarely written twice before a commit, and whoever asks for rows sees them at once. */
    private StoreBuilder<?> rows(String name, Period period, MeterRetention retention) {
        return Stores.windowStoreBuilder(
                RecoverableWindowStore.of(Stores.persistentWindowStore(name, retention.rows(), period.length(), false)),
                Serdes.String(),
                avro(UsageRecord.class));
    }

    private StoreBuilder<?> meters(MeterRetention retention) {
        // The changelog may be compacted only where every version is older than the store keeps (KIP-889). That age is
        // by the
        // broker's clock, so it is no proof that no window needs the version (ADR 0021).
        String compactionLagMs = Long.toString(uncompacted(retention).toMillis());
        return Stores.versionedKeyValueStoreBuilder(
                        KnownSegments.of(
                                Stores.persistentVersionedKeyValueStore(
                                        StoreNames.METERS, retention.history(), retention.segmentInterval()),
                                retention.segmentInterval()),
                        Serdes.String(),
                        avro(ReadingRecord.class))
                .withLoggingEnabled(Map.of("min.compaction.lag.ms", compactionLagMs));
    }

    /** The changelogs of these stores. */
    static List<ExpectedChangelog> changelogs(String applicationId, MeterRetention retention) {
        List<ExpectedChangelog> changelogs = new ArrayList<>();
        changelogs.add(
                ExpectedChangelog.of(applicationId, StoreNames.METERS, uncompacted(retention), Duration.ZERO, true));
        for (String rows : List.of(StoreNames.USAGE_HOURS, StoreNames.USAGE_DAYS)) {
            changelogs.add(ExpectedChangelog.of(applicationId, rows, Duration.ZERO, retention.rows(), true));
        }
        for (String store : NEWEST_ONLY) {
            changelogs.add(ExpectedChangelog.of(applicationId, store, Duration.ZERO, Duration.ZERO, true));
        }
        return changelogs;
    }

    /** The schema of the values of each store that has one. */
    static Map<String, Schema> schemas() {
        return Map.ofEntries(
                Map.entry(StoreNames.METERS, ReadingRecord.getClassSchema()),
                Map.entry(StoreNames.OPEN_PODS, PodHistoryRecord.getClassSchema()),
                Map.entry(StoreNames.CLOSED_PODS, PodHistoryRecord.getClassSchema()),
                Map.entry(StoreNames.ACCOUNTS, AccountStateRecord.getClassSchema()),
                Map.entry(StoreNames.MEMBERSHIPS, MembershipsRecord.getClassSchema()),
                Map.entry(StoreNames.USAGE_HOURS, UsageRecord.getClassSchema()),
                Map.entry(StoreNames.USAGE_DAYS, UsageRecord.getClassSchema()),
                Map.entry(StoreNames.STOPS, StopRecord.getClassSchema()),
                Map.entry(StoreNames.DECISIONS, DecisionRecord.getClassSchema()),
                Map.entry(StoreNames.GRANTS, GrantRecord.getClassSchema()),
                Map.entry(StoreNames.CORRECTIONS, CorrectionsRecord.getClassSchema()),
                Map.entry(StoreNames.SOURCES, SourceStateRecord.getClassSchema()),
                Map.entry(StoreNames.TARIFFS, TariffRecord.getClassSchema()),
                Map.entry(StoreNames.POLICY, PolicyRecord.getClassSchema()),
                Map.entry(StoreNames.GROUP_HOURS, UsageChangeRecord.getClassSchema()),
                Map.entry(StoreNames.GROUP_DAYS, UsageChangeRecord.getClassSchema()));
    }

    private static Duration uncompacted(MeterRetention retention) {
        return retention.history().plusDays(1);
    }

    private <T extends SpecificRecord> Serde<T> avro(Class<T> type) {
        return ConfluentAvroSerde.of(type, registry);
    }
}
