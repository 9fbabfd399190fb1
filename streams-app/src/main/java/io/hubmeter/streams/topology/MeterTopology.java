package io.hubmeter.streams.topology;

import io.hubmeter.schemas.ConfluentAvroSerde;
import io.hubmeter.schemas.Topic;
import io.hubmeter.schemas.Topics;
import io.hubmeter.schemas.avro.AccountRecord;
import io.hubmeter.schemas.avro.DecisionRecord;
import io.hubmeter.schemas.avro.GrantRecord;
import io.hubmeter.schemas.avro.OverQuotaRecord;
import io.hubmeter.schemas.avro.PodRecord;
import io.hubmeter.schemas.avro.PolicyRecord;
import io.hubmeter.schemas.avro.ReadingRecord;
import io.hubmeter.schemas.avro.RejectRecord;
import io.hubmeter.schemas.avro.StopRecord;
import io.hubmeter.schemas.avro.UsageChangeRecord;
import io.hubmeter.schemas.avro.UsageRecord;
import io.hubmeter.schemas.avro.WarningRecord;
import io.hubmeter.schemas.registry.SchemaRegistryClient;
import io.hubmeter.streams.hot.HotAccounts;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;

/**
 * The whole graph.
 *
 * <p><b>In:</b> changes of pods and messages of their sources, groups of accounts, policies, grants and corrections;
 * stops and decisions, only to remember the newest of each account. <b>Out:</b> readings, rows of usage by hour and day, totals
 * of groups, limits that were exceeded or are kept again, warnings, and what could not be accepted.
 *
 * <p><b>Keying.</b> Everything about an account happens in the task of its partition: what comes in shares its number of
 * partitions, and all but policies their key, so nothing is repartitioned. Sources send their messages, and policies
 * are written, to every partition. Only totals of groups are keyed anew, at the end: see {@link GroupTotalsTopology}.
 *
 * <p><b>Time.</b> No wall clock is read. Readings carry the instants that their source told; limits are looked at when the
 * time heard from the sources passes the instant before which nothing about them can change. So replaying the same records
 * gives the same output.
 *
 * <p><b>Order.</b> A pod's observations may come in any order and any number of times. An event that is late amends the
 * readings after it, as long as the store keeps them; one that is later than that is refused, as is one from the future,
 * which would make the store refuse all that follow.
 *
 * <p><b>Delivery.</b> exactly_once_v2.
 */
public final class MeterTopology {
    private final SchemaRegistryClient registry;
    private final MeterRetention retention;
    private final TaskCounts counts;
    private final HotAccounts hot;

    /** A topology whose records are encoded with the schemas of a registry. */
    public MeterTopology(SchemaRegistryClient registry, MeterRetention retention) {
        this(registry, retention, TaskCounts.NONE, new HotAccounts());
    }

    /** The same; what it forwards is counted, and who reads its stores learns what is written to them. */
    public MeterTopology(SchemaRegistryClient registry, MeterRetention retention, TaskCounts counts, HotAccounts hot) {
        this.hot = hot;
        this.registry = registry;
        this.retention = retention;
        this.counts = counts;
    }

    /** The graph, read from top to bottom. */
    public Topology build() {
        StreamsBuilder groups = new StreamsBuilder();
        new GroupTotalsTopology(registry).addTo(groups);
        Topology topology = groups.build();

        source(topology, TopologyNames.PODS_SOURCE, Topics.PODS, PodRecord.class);
        source(topology, TopologyNames.ACCOUNTS_SOURCE, Topics.ACCOUNTS, AccountRecord.class);
        source(topology, TopologyNames.POLICIES_SOURCE, Topics.POLICIES, PolicyRecord.class);
        source(topology, TopologyNames.GRANTS_SOURCE, Topics.GRANTS, GrantRecord.class);
        source(topology, TopologyNames.STOPS_SOURCE, Topics.STOPS, StopRecord.class);
        source(topology, TopologyNames.DECISIONS_SOURCE, Topics.DECISIONS, DecisionRecord.class);

        topology.addProcessor(
                TopologyNames.ACCOUNT_TASK,
                () -> new AccountTask(retention, counts, hot),
                TopologyNames.PODS_SOURCE,
                TopologyNames.ACCOUNTS_SOURCE,
                TopologyNames.POLICIES_SOURCE,
                TopologyNames.GRANTS_SOURCE,
                TopologyNames.STOPS_SOURCE,
                TopologyNames.DECISIONS_SOURCE);
        new StateStores(registry)
                .all(retention)
                .forEach(store -> topology.addStateStore(store, TopologyNames.ACCOUNT_TASK));

        sink(topology, TopologyNames.READINGS_SINK, Topics.READINGS, ReadingRecord.class);
        sink(topology, TopologyNames.HOURS_SINK, Topics.USAGE_HOURLY, UsageRecord.class);
        sink(topology, TopologyNames.DAYS_SINK, Topics.USAGE_DAILY, UsageRecord.class);
        sink(topology, TopologyNames.CHANGES_SINK, Topics.USAGE_CHANGES, UsageChangeRecord.class);
        sink(topology, TopologyNames.OVER_QUOTA_SINK, Topics.OVER_QUOTA, OverQuotaRecord.class);
        sink(topology, TopologyNames.WARNINGS_SINK, Topics.WARNINGS, WarningRecord.class);
        sink(topology, TopologyNames.REJECTS_SINK, Topics.REJECTS, RejectRecord.class);
        return topology;
    }

    /** Every subject of the schema registry under which something is written, with the schema that it is written with. */
    public static Map<String, Schema> subjects(String applicationId) {
        Map<String, Schema> subjects = new TreeMap<>();
        Topics.all().stream()
                .filter(topic -> topic.partitioning() != Topic.Partitioning.SINGLE)
                .forEach(topic -> subjects.put(topic.subject(), topic.schema()));
        StateStores.schemas()
                .forEach((store, schema) ->
                        subjects.put("%s-%s-changelog-value".formatted(applicationId, store), schema));
        return subjects;
    }

    /** The changelogs of all stores, and how they have to be kept. */
    public static List<ExpectedChangelog> changelogs(String applicationId, MeterRetention retention) {
        return Stream.concat(
                        StateStores.changelogs(applicationId, retention).stream(),
                        GroupTotalsTopology.changelogs(applicationId).stream())
                .toList();
    }

    private <T extends SpecificRecord> void source(Topology topology, String name, Topic topic, Class<T> type) {
        topology.addSource(
                name,
                Serdes.String().deserializer(),
                ConfluentAvroSerde.of(type, registry).deserializer(),
                topic.name());
    }

    private <T extends SpecificRecord> void sink(Topology topology, String name, Topic topic, Class<T> type) {
        topology.addSink(
                name,
                topic.name(),
                Serdes.String().serializer(),
                ConfluentAvroSerde.of(type, registry).serializer(),
                TopologyNames.ACCOUNT_TASK);
    }
}
