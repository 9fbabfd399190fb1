package io.hubmeter.schemas;

import io.hubmeter.schemas.registry.RegistryException;
import io.hubmeter.schemas.registry.SchemaRegistryClient;
import java.io.EOFException;
import java.io.IOException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/** Reads records in Confluent's wire format, whatever released schema they were written with. */
final class AvroDeserializer<T> implements Deserializer<T> {

    /** Schemas that are remembered; past it they are fetched again. */
    private static final int MOST_SCHEMAS = 1_000;

    private static final int NOT_FOUND = 404;

    private static final ThreadLocal<BinaryDecoder> DECODER =
            ThreadLocal.withInitial(() -> DecoderFactory.get().binaryDecoder(new byte[0], null));

    private final Schema expected;
    private final SpecificData model;
    private final SchemaRegistryClient registry;
    private final ConcurrentMap<Integer, DatumReader<T>> readerById = new ConcurrentHashMap<>();

    AvroDeserializer(Schema expected, SpecificData model, SchemaRegistryClient registry) {
        this.expected = expected;
        this.model = model;
        this.registry = registry;
    }

    @Override
    @SuppressWarnings("NullAway") // Kafka's interface does not say that a tombstone has no value.
    public @Nullable T deserialize(String topic, byte @Nullable [] bytes) {
        if (bytes == null) {
            return null;
        }
        if (bytes.length < WireFormat.PAYLOAD_AT) {
            throw new SerializationException("topic " + topic + ": value: found " + bytes.length
                    + " bytes, expected at least " + WireFormat.PAYLOAD_AT + " (magic byte and schema id)");
        }
        if (bytes[0] != WireFormat.MAGIC) {
            throw new SerializationException(
                    "topic %s: magic byte: found 0x%02x, expected 0x%02x".formatted(topic, bytes[0], WireFormat.MAGIC));
        }
        int id = WireFormat.id(bytes);
        return read(topic, id, reader(topic, id), bytes);
    }

    private T read(String topic, int id, DatumReader<T> reader, byte[] bytes) {
        int length = bytes.length - WireFormat.PAYLOAD_AT;
        BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(bytes, WireFormat.PAYLOAD_AT, length, DECODER.get());
        try {
            @SuppressWarnings("NullAway") // Avro takes null for "nothing to reuse".
            T value = reader.read(null, decoder);
            if (!decoder.isEnd()) {
                throw new SerializationException(where(topic, id) + ": found bytes after the end of the record");
            }
            return value;
        } catch (EOFException e) {
            throw new SerializationException(
                    where(topic, id) + ": payload of " + length + " bytes ends within the record", e);
        } catch (SerializationException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // Avro reports broken bytes with whatever exception they lead to, index and cast errors included.
            throw new SerializationException(
                    where(topic, id) + ": payload cannot be read as " + expected.getFullName() + ": " + e.getMessage(),
                    e);
        }
    }

    private DatumReader<T> reader(String topic, int id) {
        DatumReader<T> known = readerById.get(id);
        if (known != null) {
            return known;
        }
        DatumReader<T> reader = new RecordReader<>(writerSchema(topic, id), expected, model);
        if (readerById.size() >= MOST_SCHEMAS) {
            readerById.clear();
        }
        readerById.put(id, reader);
        return reader;
    }

    private Schema writerSchema(String topic, int id) {
        try {
            return registry.schemaById(id);
        } catch (RegistryException.Refused e) {
            if (e.status() != NOT_FOUND) {
                throw e;
            }
            throw new SerializationException(where(topic, id) + ": the registry has no such schema", e);
        }
    }

    private static String where(String topic, int id) {
        return "topic " + topic + ": schema id " + id;
    }
}
