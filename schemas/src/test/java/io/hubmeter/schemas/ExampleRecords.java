package io.hubmeter.schemas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * One record of each topic that makes sense, as JSON: instants as in ISO 8601, decimals as text with their six digits, nothing
 * around the branch of a union.
 */
final class ExampleRecords {
    private static final Path FOLDER = Path.of("src/test/resources/examples");
    private static final ObjectMapper JSON = new ObjectMapper();

    private ExampleRecords() {}

    /** The text of a topic's example. */
    static String text(Topic topic) {
        try {
            return Files.readString(FOLDER.resolve(topic.name() + ".json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The record of a topic's example; every field must be given, and no other. */
    static SpecificRecord of(Topic topic) {
        try {
            return record(topic.schema(), JSON.readTree(text(topic)), topic.name());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a topic's example as this class writes JSON. */
    static void tidy(Topic topic) throws IOException {
        Files.writeString(FOLDER.resolve(topic.name() + ".json"), text(of(topic)));
    }

    /** A record as such JSON. */
    static String text(SpecificRecord record) {
        return json(record.getSchema(), record).toPrettyString() + "\n";
    }

    private static SpecificRecord record(Schema schema, JsonNode json, String where) {
        TreeSet<String> found = new TreeSet<>();
        json.fieldNames().forEachRemaining(found::add);
        TreeSet<String> expected = new TreeSet<>();
        schema.getFields().forEach(field -> expected.add(field.name()));
        if (!found.equals(expected)) {
            throw new IllegalArgumentException("%s: found %s, expected %s".formatted(where, found, expected));
        }
        SpecificRecord record =
                (SpecificRecord) SpecificData.newInstance(SpecificData.get().getClass(schema), schema);
        for (Schema.Field field : schema.getFields()) {
            record.put(field.pos(), value(field.schema(), json.get(field.name()), where + "." + field.name()));
        }
        return record;
    }

    private static @Nullable Object value(Schema schema, JsonNode json, String where) {
        return switch (schema.getType()) {
            case RECORD -> record(schema, json, where);
            case UNION -> json.isNull() ? null : value(branch(schema, json), json, where);
            case ARRAY -> {
                List<@Nullable Object> items = new ArrayList<>();
                json.forEach(item -> items.add(value(schema.getElementType(), item, where)));
                yield items;
            }
            case MAP -> {
                Map<String, @Nullable Object> values = new HashMap<>();
                json.properties()
                        .forEach(of -> values.put(of.getKey(), value(schema.getValueType(), of.getValue(), where)));
                yield values;
            }
            case ENUM -> constant(schema, json.asText());
            case STRING -> json.asText();
            case BYTES -> new BigDecimal(json.asText());
            case LONG -> schema.getLogicalType() == null ? (Object) json.asLong() : Instant.parse(json.asText());
            case INT -> json.asInt();
            case BOOLEAN -> json.asBoolean();
            case NULL, FIXED, FLOAT, DOUBLE -> throw new IllegalArgumentException(where + ": no example has " + schema);
        };
    }

    /** The branch whose fields these are. */
    private static Schema branch(Schema union, JsonNode json) {
        return union.getTypes().stream()
                .filter(type -> type.getType() != Schema.Type.NULL)
                .filter(type -> type.getType() != Schema.Type.RECORD
                        || type.getFields().stream().allMatch(field -> json.has(field.name())))
                .findFirst()
                .orElseThrow();
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Object constant(Schema schema, String name) {
        Class type = SpecificData.get().getClass(schema);
        return Enum.valueOf(type, name);
    }

    private static JsonNode json(Schema schema, @Nullable Object value) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return switch (value) {
            case null -> nodes.nullNode();
            case SpecificRecord record -> {
                ObjectNode object = nodes.objectNode();
                record.getSchema()
                        .getFields()
                        .forEach(field -> object.set(field.name(), json(field.schema(), record.get(field.pos()))));
                yield object;
            }
            case List<?> list -> {
                ArrayNode array = nodes.arrayNode();
                list.forEach(item -> array.add(json(schema, item)));
                yield array;
            }
            case Map<?, ?> map -> {
                ObjectNode object = nodes.objectNode();
                map.entrySet().stream()
                        .sorted(java.util.Comparator.comparing(of -> of.getKey().toString()))
                        .forEach(of -> object.set(of.getKey().toString(), json(schema, of.getValue())));
                yield object;
            }
            case BigDecimal decimal -> nodes.textNode(decimal.toPlainString());
            case Long number -> nodes.numberNode(number);
            case Integer number -> nodes.numberNode(number);
            case Boolean flag -> nodes.booleanNode(flag);
            default -> nodes.textNode(value.toString());
        };
    }

    /** The type of a field in words. */
    static String type(Schema schema) {
        LogicalType logical = schema.getLogicalType();
        return switch (schema.getType()) {
            case RECORD, ENUM -> "`" + schema.getName() + "`";
            case UNION -> {
                String types = schema.getTypes().stream()
                        .filter(type -> type.getType() != Schema.Type.NULL)
                        .map(ExampleRecords::type)
                        .collect(java.util.stream.Collectors.joining(" or "));
                yield schema.isNullable() ? types + " or null" : types;
            }
            case ARRAY -> "array of " + type(schema.getElementType());
            case MAP -> "map of " + type(schema.getValueType());
            case BYTES ->
                logical instanceof LogicalTypes.Decimal decimal
                        ? "decimal(%d,%d)".formatted(decimal.getPrecision(), decimal.getScale())
                        : "bytes";
            case LONG -> logical == null ? "long" : logical.getName();
            case STRING, INT, BOOLEAN, NULL, FIXED, FLOAT, DOUBLE ->
                schema.getType().getName();
        };
    }
}
