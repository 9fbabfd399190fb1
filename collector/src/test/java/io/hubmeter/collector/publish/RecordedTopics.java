package io.hubmeter.collector.publish;

import io.hubmeter.schemas.ConfluentAvroSerde;
import io.hubmeter.schemas.Topic;
import io.hubmeter.schemas.Topics;
import io.hubmeter.schemas.avro.AccountRecord;
import io.hubmeter.schemas.avro.PolicyRecord;
import io.hubmeter.schemas.avro.RejectRecord;
import io.hubmeter.schemas.registry.InMemorySchemaRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** What publishers write, kept in memory and decoded again. */
public final class RecordedTopics {
    public static final int PARTITIONS = 3;

    private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
    private final MockProducer<byte[], byte[]> producer = new MockProducer<>(
            cluster(Topics.PODS, Topics.POLICIES), true, null, new ByteArraySerializer(), new ByteArraySerializer());

    private static Cluster cluster(Topic... topics) {
        Node node = new Node(0, "localhost", 1);
        Node[] nodes = {node};
        List<PartitionInfo> partitions = Stream.of(topics)
                .flatMap(topic -> Stream.iterate(0, i -> i < PARTITIONS, i -> i + 1)
                        .map(i -> new PartitionInfo(topic.name(), i, node, nodes, nodes)))
                .toList();
        return new Cluster("recorded", List.of(node), partitions, Set.of(), Set.of());
    }

    /** A publisher that writes here. */
    public Publisher publisher() {
        return new Publisher(producer, registry);
    }

    /** Lets nothing be written any more. */
    public void refuse() {
        producer.sendException = new org.apache.kafka.common.KafkaException("refused");
    }

    public List<AccountRecord> accounts() {
        return values(Topics.ACCOUNTS, AccountRecord.class);
    }

    public List<RejectRecord> rejects() {
        return values(Topics.REJECTS, RejectRecord.class);
    }

    public List<PolicyRecord> policies() {
        return values(Topics.POLICIES, PolicyRecord.class);
    }

    /** How many policies each partition holds. */
    public Map<Integer, Integer> policiesByPartition() {
        Map<Integer, Integer> counts = new TreeMap<>();
        producer.history().stream()
                .filter(record -> record.topic().equals(Topics.POLICIES.name()))
                .forEach(record -> counts.merge(record.partition(), 1, Integer::sum));
        return counts;
    }

    /** The groups of the users of a realm as somebody who reads the accounts knows them. */
    public Map<String, List<String>> groups(String realm) {
        Map<String, List<String>> groups = new HashMap<>();
        accounts().stream()
                .filter(account -> account.getRealm().equals(realm))
                .forEach(account -> groups.put(account.getUser(), account.getGroups()));
        return groups;
    }

    private <T extends SpecificRecord> List<T> values(Topic topic, Class<T> type) {
        var deserializer = ConfluentAvroSerde.of(type, registry).deserializer();
        return producer.history().stream()
                .filter(record -> record.topic().equals(topic.name()))
                .map(record -> deserializer.deserialize(topic.name(), record.value()))
                .toList();
    }
}
