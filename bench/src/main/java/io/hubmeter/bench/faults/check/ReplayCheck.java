package io.hubmeter.bench.faults.check;

import io.hubmeter.schemas.Topic;
import io.hubmeter.schemas.Topics;
import io.hubmeter.schemas.registry.SchemaRegistryClient;
import io.hubmeter.streams.SharedMemory;
import io.hubmeter.streams.topology.MeterRetention;
import io.hubmeter.streams.topology.MeterTopology;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;

/**
 * Law 7: the same records through the same graph once more, on one instance where nothing goes wrong, give the same records
 * for each account, byte for byte.
 *
 * <p>Policies, groups and grants are topics of their own, and when each is read is another time. So of accounts whose groups or
 * grants change only the readings are compared; of the others everything, but for the hash of the policy if there were several.
 */
public final class ReplayCheck {
    private static final String LAW = "law 7 (replay)";
    private static final List<Topic> INPUTS = List.of(Topics.POLICIES, Topics.PODS);
    private static final List<Topic> OUTPUTS =
            List.of(Topics.READINGS, Topics.USAGE_HOURLY, Topics.USAGE_DAILY, Topics.OVER_QUOTA, Topics.WARNINGS);

    private static final Set<Topic> NAME_POLICIES = Set.of(Topics.OVER_QUOTA, Topics.WARNINGS);

    private final TopicReader reader;
    private final SchemaRegistryClient registry;
    private final Path folder;
    private final Administered administered;
    private final Wrong wrong;
    private int compared;

    /**
     * A replay.
     *
     * @param folder for its stores
     */
    public ReplayCheck(
            TopicReader reader, SchemaRegistryClient registry, Path folder, Administered administered, Wrong wrong) {
        this.reader = reader;
        this.registry = registry;
        this.folder = folder;
        this.administered = administered;
        this.wrong = wrong;
    }

    /** How many records were compared. */
    public int compared() {
        return compared;
    }

    /** What was written to a topic for each account, without the ids of schemas, in order. */
    private void note(Map<String, List<String>> written, Topic topic, byte[] key, byte[] value) throws IOException {
        String account = new String(key, StandardCharsets.UTF_8);
        if (administered.isAbout(account) && !topic.equals(Topics.READINGS)) {
            return;
        }
        written.computeIfAbsent(topic.name() + " of " + account, unknown -> new ArrayList<>())
                .add(content(topic, value));
    }

    private String content(Topic topic, byte[] value) throws IOException {
        if (administered.hasPolicies() && NAME_POLICIES.contains(topic)) {
            GenericRecord record = reader.decode(value);
            record.put("policyHash", "");
            return record.toString();
        }
        return HexFormat.of().formatHex(java.util.Arrays.copyOfRange(value, TopicReader.PREFIX_BYTES, value.length));
    }

    /** Replays and compares. */
    public void check() throws IOException {
        Map<String, List<String>> live = new TreeMap<>();
        for (Topic topic : OUTPUTS) {
            for (ConsumerRecord<byte[], byte[]> record : reader.consume(topic.name())) {
                note(live, topic, record.key(), record.value());
            }
        }
        Map<String, List<String>> again = replayed();
        TreeSet<String> names = new TreeSet<>(live.keySet());
        names.addAll(again.keySet());
        for (String name : names) {
            List<String> found = live.getOrDefault(name, List.of());
            List<String> expected = again.getOrDefault(name, List.of());
            compared += found.size();
            for (int i = 0; i < Math.max(found.size(), expected.size()); i++) {
                String left = i < found.size() ? found.get(i) : "nothing";
                String right = i < expected.size() ? expected.get(i) : "nothing";
                if (!left.equals(right)) {
                    wrong.add(LAW, "%s, record %d: found %s, expected %s".formatted(name, i, left, right));
                    break;
                }
            }
        }
    }

    private Map<String, List<String>> replayed() throws IOException {
        Map<Integer, List<ConsumerRecord<byte[], byte[]>>> byPartition = new TreeMap<>();
        for (Topic topic : INPUTS) {
            for (ConsumerRecord<byte[], byte[]> record : reader.consume(topic.name())) {
                byPartition
                        .computeIfAbsent(record.partition(), unknown -> new ArrayList<>())
                        .add(record);
            }
        }
        Map<String, List<String>> written = new TreeMap<>();
        for (List<ConsumerRecord<byte[], byte[]>> records : byPartition.values()) {
            replay(records, written);
        }
        return written;
    }

    private void replay(List<ConsumerRecord<byte[], byte[]>> records, Map<String, List<String>> written)
            throws IOException {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "replay");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "127.0.0.1:1");
        properties.put(
                StreamsConfig.STATE_DIR_CONFIG,
                Files.createTempDirectory(folder, "replay-").toString());
        properties.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, SharedMemory.class);
        try (TopologyTestDriver driver =
                new TopologyTestDriver(new MeterTopology(registry, MeterRetention.DEFAULT).build(), properties)) {
            Map<String, TestInputTopic<byte[], byte[]>> inputs = new TreeMap<>();
            for (Topic topic : INPUTS) {
                inputs.put(
                        topic.name(),
                        driver.createInputTopic(topic.name(), new ByteArraySerializer(), new ByteArraySerializer()));
            }
            for (ConsumerRecord<byte[], byte[]> record : records) {
                TestInputTopic<byte[], byte[]> input = inputs.get(record.topic());
                if (input != null) {
                    input.pipeInput(record.key(), record.value(), Instant.ofEpochMilli(record.timestamp()));
                }
            }
            for (Topic topic : OUTPUTS) {
                for (TestRecord<byte[], byte[]> record : driver.createOutputTopic(
                                topic.name(), new ByteArrayDeserializer(), new ByteArrayDeserializer())
                        .readRecordsToList()) {
                    note(written, topic, record.key(), record.value());
                }
            }
        }
    }
}
