package io.hubmeter.collector.publish;

import io.hubmeter.schemas.ConfluentAvroSerde;
import io.hubmeter.schemas.Topic;
import io.hubmeter.schemas.Topics;
import io.hubmeter.schemas.avro.AccountRecord;
import io.hubmeter.schemas.avro.OwnerRecord;
import io.hubmeter.schemas.avro.PodRecord;
import io.hubmeter.schemas.avro.PolicyRecord;
import io.hubmeter.schemas.avro.RejectRecord;
import io.hubmeter.schemas.avro.SourceOffset;
import io.hubmeter.schemas.registry.InMemorySchemaRegistry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** What publishers write, kept in memory and decoded again. */
public final class RecordedTopics {
    public static final int PARTITIONS = 3;

    private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
    private final List<Written> written = new ArrayList<>();
    private int flushed;
    private int takes = Integer.MAX_VALUE;
    private boolean refuses;
    private boolean mayBeTorn;

    /** A record, and how many records before it were acknowledged for certain when it was sent. */
    private record Written(ProducerRecord<byte[], byte[]> record, int flushedBefore) {}

    /**
     * A value in the order of writing.
     *
     * @param index among all records of all topics
     * @param key of the record; of messages to every partition without meaning
     * @param partition null where the producer chooses
     * @param flushedBefore how many records before this one were acknowledged for certain when it was sent
     */
    public record Entry(
            int index,
            String topic,
            String key,
            @Nullable Integer partition,
            SpecificRecord value,
            int flushedBefore) {}

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
        return new Publisher(new RecordingProducer(), registry);
    }

    /** Lets nothing be written any more. */
    public synchronized void refuse() {
        refuses = true;
        mayBeTorn = true;
    }

    /** Takes so many records more; the others are lost, as they are when no replica acknowledges them. */
    public synchronized void loseAfter(int records) {
        takes = records;
        mayBeTorn = true;
    }

    /** Whether it ever stopped to take records, perhaps in the middle of a message to every partition. */
    public synchronized boolean mayBeTorn() {
        return mayBeTorn;
    }

    /** Takes everything again. */
    public synchronized void recover() {
        refuses = false;
        takes = Integer.MAX_VALUE;
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

    public List<SourceOffset> offsets() {
        return values(Topics.OFFSETS, SourceOffset.class);
    }

    public List<OwnerRecord> owners() {
        return values(Topics.OWNERS, OwnerRecord.class);
    }

    /** Pods and messages; a message once for each partition. */
    public List<PodRecord> pods() {
        return values(Topics.PODS, PodRecord.class);
    }

    /** Pods, messages, offsets, in the order of writing. */
    public List<Entry> entries() {
        var pods = ConfluentAvroSerde.of(PodRecord.class, registry).deserializer();
        var offsets = ConfluentAvroSerde.of(SourceOffset.class, registry).deserializer();
        List<Entry> entries = new ArrayList<>();
        List<Written> all = snapshot();
        for (int i = 0; i < all.size(); i++) {
            Written one = all.get(i);
            String topic = one.record().topic();
            SpecificRecord value = topic.equals(Topics.PODS.name())
                    ? pods.deserialize(topic, one.record().value())
                    : topic.equals(Topics.OFFSETS.name())
                            ? offsets.deserialize(topic, one.record().value())
                            : null;
            if (value != null) {
                entries.add(new Entry(
                        i,
                        topic,
                        new String(one.record().key(), StandardCharsets.UTF_8),
                        one.record().partition(),
                        value,
                        one.flushedBefore()));
            }
        }
        return entries;
    }

    /** Everything in every topic as text, for what must not be found there. */
    public String raw() {
        StringBuilder all = new StringBuilder();
        snapshot()
                .forEach(one -> all.append(new String(one.record().value(), StandardCharsets.UTF_8))
                        .append('\n'));
        return all.toString();
    }

    /** How many policies each partition holds. */
    public Map<Integer, Integer> policiesByPartition() {
        Map<Integer, Integer> counts = new TreeMap<>();
        snapshot().stream()
                .map(Written::record)
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
        return snapshot().stream()
                .map(Written::record)
                .filter(record -> record.topic().equals(topic.name()))
                .map(record -> deserializer.deserialize(topic.name(), record.value()))
                .toList();
    }

    private synchronized List<Written> snapshot() {
        return List.copyOf(written);
    }

    private synchronized boolean take(ProducerRecord<byte[], byte[]> record) {
        if (refuses) {
            throw new KafkaException("refused");
        }
        if (takes == 0) {
            return false;
        }
        takes--;
        written.add(new Written(record, flushed));
        return true;
    }

    private synchronized void allAcknowledged() {
        flushed = written.size();
    }

    private final class RecordingProducer extends MockProducer<byte[], byte[]> {
        RecordingProducer() {
            super(
                    cluster(Topics.PODS, Topics.POLICIES),
                    true,
                    null,
                    new ByteArraySerializer(),
                    new ByteArraySerializer());
        }

        @Override
        public synchronized Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record, Callback callback) {
            if (take(record)) {
                return super.send(record, callback);
            }
            KafkaException lost = new KafkaException("lost");
            callback.onCompletion(null, lost);
            return CompletableFuture.failedFuture(lost);
        }

        @Override
        public synchronized void flush() {
            super.flush();
            allAcknowledged();
        }
    }
}
