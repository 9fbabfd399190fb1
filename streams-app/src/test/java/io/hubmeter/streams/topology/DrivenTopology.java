package io.hubmeter.streams.topology;

import io.hubmeter.core.grant.Grant;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.MeterHistory;
import io.hubmeter.core.metering.Timeline;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.core.stop.Stop;
import io.hubmeter.core.usage.Period;
import io.hubmeter.core.usage.UsageRow;
import io.hubmeter.schemas.ConfluentAvroSerde;
import io.hubmeter.schemas.Topic;
import io.hubmeter.schemas.Topics;
import io.hubmeter.schemas.avro.AccountRecord;
import io.hubmeter.schemas.avro.DecisionRecord;
import io.hubmeter.schemas.avro.GrantRecord;
import io.hubmeter.schemas.avro.GroupUsageRecord;
import io.hubmeter.schemas.avro.OverQuotaRecord;
import io.hubmeter.schemas.avro.PodRecord;
import io.hubmeter.schemas.avro.PolicyRecord;
import io.hubmeter.schemas.avro.ReadingRecord;
import io.hubmeter.schemas.avro.RejectRecord;
import io.hubmeter.schemas.avro.StopRecord;
import io.hubmeter.schemas.avro.UsageRecord;
import io.hubmeter.schemas.avro.WarningRecord;
import io.hubmeter.schemas.registry.InMemorySchemaRegistry;
import io.hubmeter.schemas.registry.SchemaRegistryClient;
import io.hubmeter.streams.state.VersionedMeterHistory;
import io.hubmeter.wire.Grants;
import io.hubmeter.wire.Policies;
import io.hubmeter.wire.Readings;
import io.hubmeter.wire.Stops;
import io.hubmeter.wire.UsageRows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.VersionedKeyValueStore;
import org.apache.kafka.streams.test.TestRecord;

/** The real graph on real stores and serdes, fed record by record, and everything that it has written since. */
public final class DrivenTopology implements AutoCloseable {
    private final SchemaRegistryClient registry;
    private final Path folder;
    private final TopologyTestDriver driver;
    private final Map<Topic, TestInputTopic<byte[], byte[]>> inputs = new HashMap<>();
    private final Map<String, List<TestRecord<byte[], byte[]>>> written = new HashMap<>();

    DrivenTopology(MeterRetention retention) {
        this(retention, new InMemorySchemaRegistry(), Map.of());
    }

    /** A graph whose records are encoded with the schemas of a registry. */
    public DrivenTopology(MeterRetention retention, SchemaRegistryClient registry, Map<String, Object> settings) {
        this.registry = registry;
        try {
            folder = Files.createTempDirectory("hubmeter-topology");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "driven");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "127.0.0.1:1");
        properties.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
        properties.putAll(settings);
        driver = new TopologyTestDriver(new MeterTopology(registry, retention).build(), properties);
        for (Topic topic :
                List.of(Topics.PODS, Topics.ACCOUNTS, Topics.POLICIES, Topics.GRANTS, Topics.STOPS, Topics.DECISIONS)) {
            inputs.put(
                    topic, driver.createInputTopic(topic.name(), new ByteArraySerializer(), new ByteArraySerializer()));
        }
    }

    /** Feeds a change of a pod, or a message. */
    public void pod(String key, PodRecord record) {
        feed(Topics.PODS, key, PodRecord.class, record, record.getObservedAt());
    }

    /** The same as a record of another time. */
    void pod(String key, PodRecord record, Instant at) {
        feed(Topics.PODS, key, PodRecord.class, record, at);
    }

    void account(String account, List<String> groups, Instant observedAt) {
        AccountId id = AccountId.parse(account);
        account(account, new AccountRecord(id.realm(), id.user(), groups, null, observedAt));
    }

    void account(String key, AccountRecord record) {
        feed(Topics.ACCOUNTS, key, AccountRecord.class, record, record.getObservedAt());
    }

    /** Feeds a policy. */
    public void policy(Policy policy, Instant publishedAt) {
        policy(Policies.record(policy, publishedAt));
    }

    void policy(PolicyRecord record) {
        feed(Topics.POLICIES, record.getName(), PolicyRecord.class, record, record.getPublishedAt());
    }

    /** Feeds what an administrator recorded. */
    public void grant(Grant grant) {
        grant(grant.account().toString(), Grants.record(grant));
    }

    void grant(String key, GrantRecord record) {
        feed(Topics.GRANTS, key, GrantRecord.class, record, record.getRecordedAt());
    }

    /** The same as a record of another time. */
    void grant(Grant grant, Instant at) {
        feed(Topics.GRANTS, grant.account().toString(), GrantRecord.class, Grants.record(grant), at);
    }

    void stop(Stop stop) {
        stop(stop.account().toString(), Stops.record(stop), stop.at());
    }

    /** A stop in a record of any key and time. */
    void stop(String key, StopRecord record, Instant at) {
        feed(Topics.STOPS, key, StopRecord.class, record, at);
    }

    /** A decision in a record of any key and time. */
    void decision(String key, DecisionRecord record, Instant at) {
        feed(Topics.DECISIONS, key, DecisionRecord.class, record, at);
    }

    private <T extends SpecificRecord> void feed(Topic topic, String key, Class<T> type, T value, Instant at) {
        bytes(topic, key, ConfluentAvroSerde.of(type, registry).serializer().serialize(topic.name(), value), at);
    }

    /** Feeds bytes as they are. */
    void bytes(Topic topic, String key, byte[] value, Instant at) {
        TestInputTopic<byte[], byte[]> input = Objects.requireNonNull(inputs.get(topic));
        input.pipeInput(key.getBytes(StandardCharsets.UTF_8), value, Math.max(0, at.toEpochMilli()));
    }

    /** Everything written to a topic so far, as bytes. */
    List<TestRecord<byte[], byte[]>> written(Topic topic) {
        return written(topic.name());
    }

    private List<TestRecord<byte[], byte[]>> written(String topic) {
        return List.copyOf(all(topic));
    }

    private List<TestRecord<byte[], byte[]>> all(String topic) {
        List<TestRecord<byte[], byte[]>> all = written.computeIfAbsent(topic, t -> new ArrayList<>());
        if (driver.producedTopicNames().contains(topic)) {
            all.addAll(driver.createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
                    .readRecordsToList());
        }
        return all;
    }

    /** Everything that was written to the changelog of a store so far, as bytes. */
    public List<TestRecord<byte[], byte[]>> changelog(String store) {
        return written("driven-" + store + "-changelog");
    }

    /** How many records that are so far. */
    public int changelogLength(String store) {
        return all("driven-" + store + "-changelog").size();
    }

    List<ReadingRecord> readings() {
        return values(Topics.READINGS, ReadingRecord.class);
    }

    List<UsageRow> rows(Period period) {
        Topic topic = period == Period.HOUR ? Topics.USAGE_HOURLY : Topics.USAGE_DAILY;
        return values(topic, UsageRecord.class).stream().map(UsageRows::row).toList();
    }

    List<GroupUsageRecord> groupRows(Period period) {
        Topic topic = period == Period.HOUR ? Topics.GROUP_USAGE_HOURLY : Topics.GROUP_USAGE_DAILY;
        return values(topic, GroupUsageRecord.class);
    }

    List<OverQuotaRecord> overQuota() {
        return values(Topics.OVER_QUOTA, OverQuotaRecord.class);
    }

    List<WarningRecord> warnings() {
        return values(Topics.WARNINGS, WarningRecord.class);
    }

    /** What could not be accepted. */
    public List<RejectRecord> rejects() {
        return values(Topics.REJECTS, RejectRecord.class);
    }

    private <T extends SpecificRecord> List<T> values(Topic topic, Class<T> type) {
        var deserializer = ConfluentAvroSerde.of(type, registry).deserializer();
        return written(topic).stream()
                .map(output -> deserializer.deserialize(topic.name(), output.value()))
                .toList();
    }

    /** The meter of an account as the store has it. */
    MeterHistory stored(String account) {
        VersionedKeyValueStore<String, ReadingRecord> meters = driver.getVersionedKeyValueStore(StoreNames.METERS);
        return new VersionedMeterHistory(meters, account);
    }

    /** The meters of all accounts as whoever reads the topic makes them up. */
    Map<String, Timeline> replayed() {
        Map<String, Timeline> timelines = new TreeMap<>();
        var deserializer = ConfluentAvroSerde.of(ReadingRecord.class, registry).deserializer();
        for (TestRecord<byte[], byte[]> output : written(Topics.READINGS)) {
            timelines
                    .computeIfAbsent(new String(output.key(), StandardCharsets.UTF_8), key -> new Timeline())
                    .putAll(List.of(
                            Readings.reading(deserializer.deserialize(Topics.READINGS.name(), output.value()))));
        }
        return timelines;
    }

    TopologyTestDriver driver() {
        return driver;
    }

    @Override
    public void close() {
        driver.close();
        try {
            Utils.delete(folder.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
