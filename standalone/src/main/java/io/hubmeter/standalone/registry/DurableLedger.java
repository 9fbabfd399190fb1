package io.hubmeter.standalone.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.hubmeter.schemas.registry.Compatibility;
import io.hubmeter.schemas.registry.SchemaLedger;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A ledger whose every entry is in Kafka before anybody hears of it. Keys and values are those of Confluent's own
 * registry, so that it could take the topic over.
 *
 * <p>A write that was not acknowledged may or may not be there. So before the next one, an entry that says nothing is written, and
 * what is there by then is read anew; until that has succeeded writes are refused.
 */
final class DurableLedger implements AutoCloseable {

    private static final ObjectMapper JSON =
            new ObjectMapper().configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true);

    private final SchemasTopic topic;
    private SchemaLedger ledger = new SchemaLedger();
    private boolean isWhole = true;

    private DurableLedger(SchemasTopic topic) {
        this.topic = topic;
    }

    static DurableLedger open(String bootstrap) {
        SchemasTopic topic = SchemasTopic.open(bootstrap);
        try {
            var ledger = new DurableLedger(topic);
            ledger.ledger = ledger.read();
            return ledger;
        } catch (RuntimeException e) {
            topic.close();
            throw e;
        }
    }

    /** Reads without another's write in between. */
    synchronized <R> R read(Function<SchemaLedger, R> question) {
        return question.apply(ledger);
    }

    /** The entry of a schema in a subject, made if there is none. */
    synchronized SchemaLedger.Entry register(String subject, Schema schema) {
        makeWhole();
        return ledger.find(subject, schema).orElseGet(() -> {
            var entry = ledger.next(subject, schema);
            write(schemaKey(entry), schemaValue(entry));
            ledger.add(entry);
            return entry;
        });
    }

    /** Sets the compatibility of a subject, or of all that have none of their own when the subject is null. */
    synchronized void setLevel(@Nullable String subject, Compatibility level) {
        makeWhole();
        var key = new TreeMap<String, @Nullable Object>();
        key.put("keytype", "CONFIG");
        key.put("subject", subject);
        key.put("magic", 0);
        var value = new TreeMap<String, @Nullable Object>();
        value.put("subject", subject);
        value.put("compatibilityLevel", level.name());
        write(key, value);
        ledger.setLevel(subject, level);
    }

    private void write(Object key, Object value) {
        isWhole = false;
        topic.append(json(key), json(value));
        isWhole = true;
    }

    /** What was under way when a write failed is there, or never will be, once a later one of the same producer is acknowledged. */
    private void makeWhole() {
        if (isWhole) {
            return;
        }
        topic.append(json(Map.of("keytype", "NOOP", "magic", 0)), null);
        ledger = read();
        isWhole = true;
    }

    private SchemaLedger read() {
        var read = new SchemaLedger();
        topic.readAll((key, value) -> restore(read, key, value));
        return read;
    }

    private static void restore(SchemaLedger ledger, String key, @Nullable String value) {
        if (value == null) {
            return;
        }
        JsonNode name = tree(key);
        JsonNode entry = tree(value);
        switch (name.path("keytype").asText()) {
            case "SCHEMA" ->
                ledger.add(new SchemaLedger.Entry(
                        entry.path("subject").asText(),
                        entry.path("version").asInt(),
                        entry.path("id").asInt(),
                        new Schema.Parser().parse(entry.path("schema").asText())));
            case "CONFIG" ->
                ledger.setLevel(
                        name.path("subject").isTextual() ? name.path("subject").asText() : null,
                        Compatibility.valueOf(entry.path("compatibilityLevel").asText()));
            default -> {
                // Confluent's registry writes markers of its own, which say nothing about schemas.
            }
        }
    }

    private static Object schemaKey(SchemaLedger.Entry entry) {
        var key = new TreeMap<String, Object>();
        key.put("keytype", "SCHEMA");
        key.put("subject", entry.subject());
        key.put("version", entry.version());
        key.put("magic", 1);
        return key;
    }

    private static Object schemaValue(SchemaLedger.Entry entry) {
        var value = new TreeMap<String, Object>();
        value.put("subject", entry.subject());
        value.put("version", entry.version());
        value.put("id", entry.id());
        value.put("schema", entry.schema().toString());
        value.put("deleted", false);
        return value;
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode tree(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("topic _schemas: an entry is not JSON", e);
        }
    }

    @Override
    public void close() {
        topic.close();
    }
}
