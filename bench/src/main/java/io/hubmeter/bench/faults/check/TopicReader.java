package io.hubmeter.bench.faults.check;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads whole topics with the schemas that their records name, and none of the classes that wrote them. */
public final class TopicReader {
    private static final ObjectMapper JSON = new ObjectMapper();
    static final int PREFIX_BYTES = 5;
    private static final Duration POLL = Duration.ofMillis(200);
    private static final long BOUND_NS = 120_000_000_000L;

    private final String bootstrapServers;
    private final URI registry;
    private final Map<Integer, Schema> schemas = new HashMap<>();

    /** One of a cluster and its registry. */
    public TopicReader(String bootstrapServers, URI registry) {
        this.bootstrapServers = bootstrapServers;
        this.registry = registry;
    }

    /**
     * Everything in a topic that is committed, each partition in its order. Waits until no transaction on it is under way.
     *
     * @throws IllegalStateException if that takes more than two minutes
     */
    List<Written> read(String topic) throws IOException {
        List<Written> all = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : consume(topic)) {
            if (record.value() != null) {
                all.add(new Written(
                        record.partition(),
                        record.offset(),
                        new String(record.key(), StandardCharsets.UTF_8),
                        decode(record.value())));
            }
        }
        return all;
    }

    /** The same, as bytes. */
    List<ConsumerRecord<byte[], byte[]>> consume(String topic) {
        List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> any = consumer("read_uncommitted");
                KafkaConsumer<byte[], byte[]> consumer = consumer("read_committed")) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            Map<TopicPartition, Long> ends = any.endOffsets(partitions);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long deadline = System.nanoTime() + BOUND_NS;
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException(
                            "%s: found a transaction under way for two minutes, expected its end".formatted(topic));
                }
                consumer.poll(POLL).forEach(all::add);
            }
        }
        return all;
    }

    private KafkaConsumer<byte[], byte[]> consumer(String isolation) {
        return new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        isolation,
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    /** A value, by the schema that it names. */
    GenericRecord decode(byte[] bytes) throws IOException {
        Schema schema = schema(ByteBuffer.wrap(bytes, 1, Integer.BYTES).getInt());
        return new GenericDatumReader<GenericRecord>(schema)
                .read(null, DecoderFactory.get().binaryDecoder(bytes, PREFIX_BYTES, bytes.length - PREFIX_BYTES, null));
    }

    private Schema schema(int id) throws IOException {
        Schema known = schemas.get(id);
        if (known == null) {
            try (var in = registry.resolve("/schemas/ids/" + id).toURL().openStream()) {
                known = new Schema.Parser()
                        .parse(JSON.readTree(in).path("schema").asText());
            }
            schemas.put(id, known);
        }
        return known;
    }
}
