package io.hubmeter.standalone.upgrade;

import io.hubmeter.standalone.upgrade.Dump.DumpedHeader;
import io.hubmeter.standalone.upgrade.Dump.DumpedRecord;
import io.hubmeter.standalone.upgrade.Dump.DumpedTopic;
import io.hubmeter.standalone.upgrade.Dump.Processed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A broker whose topics are written down, or come from what was written down. */
final class DumpedKafka implements AutoCloseable {
    private static final short ONE_REPLICA = 1;

    private final String bootstrapServers;
    private final Admin admin;

    DumpedKafka(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
        this.admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
    }

    /** Every topic but Kafka's own. */
    List<DumpedTopic> topics() throws Exception {
        List<DumpedTopic> topics = new ArrayList<>();
        var described = admin.describeTopics(admin.listTopics().names().get())
                .allTopicNames()
                .get();
        for (var topic : new TreeMap<>(described).values()) {
            ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic.name());
            Config config = admin.describeConfigs(List.of(resource)).all().get().get(resource);
            topics.add(new DumpedTopic(
                    topic.name(),
                    topic.partitions().size(),
                    config == null
                            ? List.of()
                            : config.entries().stream()
                                    .filter(entry -> entry.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG)
                                    .map(entry -> entry.name() + '=' + entry.value())
                                    .sorted()
                                    .toList()));
        }
        return topics;
    }

    /** The committed records of every partition of the topics, in order. */
    Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> records(List<DumpedTopic> topics) {
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> records =
                new TreeMap<>(Comparator.comparing(TopicPartition::toString));
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            for (DumpedTopic topic : topics) {
                for (int partition = 0; partition < topic.partitions(); partition++) {
                    TopicPartition one = new TopicPartition(topic.name(), partition);
                    records.put(one, read(consumer, one));
                }
            }
        }
        return records;
    }

    private static List<ConsumerRecord<byte[], byte[]>> read(
            KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
        while (consumer.position(partition) < end) {
            records.addAll(consumer.poll(Duration.ofSeconds(1)).records(partition));
        }
        return records;
    }

    /** How many of the records of each partition a group has processed. */
    List<Processed> processed(String group, Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> records)
            throws Exception {
        List<Processed> processed = new ArrayList<>();
        var committed = admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get();
        committed.forEach((partition, offset) -> processed.add(new Processed(
                partition.topic(),
                partition.partition(),
                records.getOrDefault(partition, List.of()).stream()
                        .filter(record -> record.offset() < offset.offset())
                        .count(),
                offset.metadata())));
        return processed;
    }

    static DumpedRecord dumped(ConsumerRecord<byte[], byte[]> record, boolean isNew) {
        List<DumpedHeader> headers = new ArrayList<>();
        for (Header header : record.headers()) {
            headers.add(new DumpedHeader(header.key(), header.value()));
        }
        return new DumpedRecord(
                record.topic(), record.partition(), record.timestamp(), record.key(), record.value(), headers, isNew);
    }

    /** Makes the topics, writes what had been processed, and commits that it has been. */
    void load(Dump dump, String group) throws Exception {
        List<NewTopic> topics = new ArrayList<>();
        for (DumpedTopic topic : dump.topics()) {
            Map<String, String> settings = new HashMap<>();
            topic.settings()
                    .forEach(setting -> settings.put(
                            setting.substring(0, setting.indexOf('=')), setting.substring(setting.indexOf('=') + 1)));
            topics.add(new NewTopic(topic.name(), topic.partitions(), ONE_REPLICA).configs(settings));
        }
        admin.createTopics(topics).all().get();
        write(dump, false);
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        dump.processed()
                .forEach(one -> offsets.put(
                        new TopicPartition(one.topic(), one.partition()),
                        new OffsetAndMetadata(one.records(), one.metadata())));
        admin.alterConsumerGroupOffsets(group, offsets).all().get();
    }

    /** Writes what had not been processed. */
    void loadRest(Dump dump) throws Exception {
        write(dump, true);
    }

    private void write(Dump dump, boolean isNew) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "max.in.flight.requests.per.connection", 1),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (DumpedRecord record : dump.records()) {
                if (record.isNew() == isNew) {
                    List<Header> headers = new ArrayList<>();
                    record.headers().forEach(header -> headers.add(new RecordHeader(header.name(), header.value())));
                    var _ = producer.send(new ProducerRecord<>(
                            record.topic(),
                            record.partition(),
                            record.timestampMs(),
                            record.key(),
                            record.value(),
                            headers));
                }
            }
            producer.flush();
        }
    }

    @Override
    public void close() {
        admin.close();
    }
}
