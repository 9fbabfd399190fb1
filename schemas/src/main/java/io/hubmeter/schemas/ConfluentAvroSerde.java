package io.hubmeter.schemas;

import io.hubmeter.schemas.registry.SchemaRegistryClient;
import java.util.Map;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Avro values in Confluent's wire format: a zero byte, the schema's id in four bytes, the record in Avro's binary
 * encoding. A null record is null bytes, in both directions.
 *
 * <p>The schema is registered under {@code <topic>-value} when a topic is first written; a schema that a record was
 * written with is fetched when its id is first met. Neither happens again for later records. Safe for use by many
 * threads, and so are its serializer and deserializer.
 *
 * <p>Bytes that are no such record throw {@link org.apache.kafka.common.errors.SerializationException}. A registry
 * that cannot be asked throws {@link io.hubmeter.schemas.registry.RegistryException.Unreachable}: that says nothing
 * about the record, so it must not be taken for a bad one.
 *
 * @param <T> the generated class of the records
 */
public final class ConfluentAvroSerde<T extends SpecificRecord> implements Serde<T> {

    static {
        TrustedRecords.ensure();
    }

    private final AvroSerializer<T> serializer;
    private final AvroDeserializer<T> deserializer;

    private ConfluentAvroSerde(AvroSerializer<T> serializer, AvroDeserializer<T> deserializer) {
        this.serializer = serializer;
        this.deserializer = deserializer;
    }

    /**
     * @param type the generated class; its schema is the one that is written, and the one that readers expect
     * @param registry stays the caller's to close
     */
    public static <T extends SpecificRecord> ConfluentAvroSerde<T> of(Class<T> type, SchemaRegistryClient registry) {
        TrustedRecords.ensure(type);
        SpecificData model = SpecificData.getForClass(type);
        var schema = model.getSchema(type);
        return new ConfluentAvroSerde<>(
                new AvroSerializer<>(schema, model, registry), new AvroDeserializer<>(schema, model, registry));
    }

    /** Registers the schema for a topic now instead of with its first record; returns the id. */
    public int register(String topic) {
        return serializer.schemaId(topic);
    }

    @Override
    public Serializer<T> serializer() {
        return serializer;
    }

    @Override
    public Deserializer<T> deserializer() {
        return deserializer;
    }

    @Override
    public void configure(Map<String, ?> configs, boolean isKey) {
        if (isKey) {
            throw new IllegalArgumentException("Avro serde: found use for a key, expected use for a value");
        }
    }

    @Override
    public void close() {}
}
