package io.hubmeter.streams.topology;

import io.hubmeter.core.usage.GroupRule;
import io.hubmeter.core.usage.Period;
import io.hubmeter.core.usage.RowQuery;
import io.hubmeter.schemas.ConfluentAvroSerde;
import io.hubmeter.schemas.Topic;
import io.hubmeter.schemas.Topics;
import io.hubmeter.schemas.avro.GroupUsageRecord;
import io.hubmeter.schemas.avro.UsageChangeRecord;
import io.hubmeter.schemas.registry.SchemaRegistryClient;
import io.hubmeter.wire.GroupUsage;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.TimeWindows;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.WindowBytesStoreSupplier;

/**
 * The part of the graph that knows groups: adds up what rows of accounts change, by group and period.
 *
 * <p>A group's accounts are spread over all partitions, so this is the one place where records are keyed anew. Changes are added
 * and not rows, so it need not know whose rows it has counted; exactly-once processing counts each change once. Totals are
 * written when a transaction is committed, so a thousand changes of one hour are one row for each rule. Which changes meet in
 * one transaction depends on the moment: the last row of a period is the same however often a history is replayed, those
 * before it are not.
 */
final class GroupTotalsTopology {
    private final Serde<UsageChangeRecord> changes;
    private final Serde<GroupUsageRecord> rows;

    GroupTotalsTopology(SchemaRegistryClient registry) {
        this.changes = ConfluentAvroSerde.of(UsageChangeRecord.class, registry);
        this.rows = ConfluentAvroSerde.of(GroupUsageRecord.class, registry);
    }

    void addTo(StreamsBuilder builder) {
        KStream<String, UsageChangeRecord> all = builder.stream(
                Topics.USAGE_CHANGES.name(),
                Consumed.with(Serdes.String(), changes).withName(TopologyNames.CHANGES_SOURCE));
        totals(
                all.filter((group, change) -> isOf(Period.HOUR, change), Named.as(TopologyNames.HOUR_CHANGES)),
                Period.HOUR,
                StoreNames.GROUP_HOURS,
                Topics.GROUP_USAGE_HOURLY,
                TopologyNames.GROUP_HOURS_SINK);
        totals(
                all.filter((group, change) -> isOf(Period.DAY, change), Named.as(TopologyNames.DAY_CHANGES)),
                Period.DAY,
                StoreNames.GROUP_DAYS,
                Topics.GROUP_USAGE_DAILY,
                TopologyNames.GROUP_DAYS_SINK);
    }

    /** The changelogs of these stores; they have as many partitions as the changes, whatever that is. */
    static List<ExpectedChangelog> changelogs(String applicationId) {
        return List.of(
                ExpectedChangelog.of(
                        applicationId,
                        StoreNames.GROUP_HOURS,
                        Duration.ZERO,
                        RowQuery.KEPT.plus(Period.HOUR.length()),
                        false),
                ExpectedChangelog.of(
                        applicationId,
                        StoreNames.GROUP_DAYS,
                        Duration.ZERO,
                        RowQuery.KEPT.plus(Period.DAY.length()),
                        false));
    }

    private void totals(
            KStream<String, UsageChangeRecord> ofPeriod, Period period, String store, Topic topic, String sink) {
        ofPeriod.groupByKey(Grouped.with(TopologyNames.BY_GROUP, Serdes.String(), changes))
                .windowedBy(TimeWindows.ofSizeAndGrace(period.length(), RowQuery.KEPT))
                .reduce(
                        GroupUsage::sum,
                        Named.as(store + "-sum"),
                        Materialized.<String, UsageChangeRecord>as(store(store, period))
                                .withKeySerde(Serdes.String())
                                .withValueSerde(changes)
                                .withCachingEnabled())
                .toStream(Named.as(store + "-sums"))
                .flatMap((window, sum) -> rows(window.key(), sum), Named.as(store + "-rows"))
                .to(topic.name(), Produced.with(Serdes.String(), rows).withName(sink));
    }

    private static WindowBytesStoreSupplier store(String name, Period period) {
        return RecoverableWindowStore.of(Stores.persistentTimestampedWindowStore(
                name, RowQuery.KEPT.plus(period.length()), period.length(), false));
    }

    private static boolean isOf(Period period, UsageChangeRecord change) {
        return change.getPeriodStart().plus(period.length()).equals(change.getPeriodEnd());
    }

    private static List<KeyValue<String, GroupUsageRecord>> rows(String group, UsageChangeRecord sum) {
        return Arrays.stream(GroupRule.values())
                .map(rule -> KeyValue.pair(group, GroupUsage.row(sum, rule)))
                .toList();
    }
}
