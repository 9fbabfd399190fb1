package io.hubmeter.schemas;

import io.hubmeter.schemas.registry.SchemaRegistryClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** Writes records in Confluent's wire format. */
final class AvroSerializer<T> implements Serializer<T> {

    /** Topics whose id is remembered; past it the ids are asked for again. */
    private static final int MOST_TOPICS = 1_000;

    /** A buffer that grew larger is dropped, so that one great record does not hold memory for ever. */
    private static final int LARGEST_KEPT_BUFFER_BYTES = 1 << 20;

    private static final ThreadLocal<Encoding> ENCODING = ThreadLocal.withInitial(Encoding::new);

    private final Schema schema;
    private final DatumWriter<T> writer;
    private final SchemaRegistryClient registry;
    private final ConcurrentMap<String, Integer> idByTopic = new ConcurrentHashMap<>();

    AvroSerializer(Schema schema, SpecificData model, SchemaRegistryClient registry) {
        this.schema = schema;
        this.writer = new SpecificDatumWriter<>(schema, model);
        this.registry = registry;
    }

    @Override
    public byte @Nullable [] serialize(String topic, @Nullable T value) {
        if (value == null) {
            return null;
        }
        int id = schemaId(topic);
        Encoding encoding = ENCODING.get();
        try {
            return encoding.encode(id, writer, value);
        } catch (IOException | AvroRuntimeException | ClassCastException | NullPointerException e) {
            throw new SerializationException(
                    "topic " + topic + ": value cannot be written as " + schema.getFullName() + ": " + e.getMessage(),
                    e);
        } finally {
            if (encoding.bytes.size() > LARGEST_KEPT_BUFFER_BYTES) {
                ENCODING.remove();
            }
        }
    }

    int schemaId(String topic) {
        Integer known = idByTopic.get(topic);
        if (known != null) {
            return known;
        }
        int id = registry.register(Topic.subjectOf(topic), schema);
        if (idByTopic.size() >= MOST_TOPICS) {
            idByTopic.clear();
        }
        idByTopic.put(topic, id);
        return id;
    }

    /** What one thread needs to encode, kept from record to record. */
    private static final class Encoding {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        private final BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);

        <T> byte[] encode(int id, DatumWriter<T> writer, T value) throws IOException {
            bytes.reset();
            bytes.write(WireFormat.MAGIC);
            bytes.write(id >>> 24);
            bytes.write(id >>> 16);
            bytes.write(id >>> 8);
            bytes.write(id);
            writer.write(value, encoder);
            return bytes.toByteArray();
        }
    }
}
