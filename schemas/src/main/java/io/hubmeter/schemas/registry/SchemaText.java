package io.hubmeter.schemas.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.UncheckedIOException;
import java.util.Map;
import org.apache.avro.Schema;

/** The text of a schema as it is registered: without what only Java's code generator wants to know. */
public final class SchemaText {

    private static final String JAVA_STRING = "avro.java.string";
    private static final ObjectMapper JSON = new ObjectMapper();

    private SchemaText() {}

    /** The schema as JSON on one line, docs, defaults and aliases included. */
    public static String of(Schema schema) {
        try {
            return JSON.writeValueAsString(plain(JSON.readTree(schema.toString())));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("schema " + schema.getFullName() + " is not JSON", e);
        }
    }

    private static JsonNode plain(JsonNode node) {
        if (node instanceof ArrayNode array) {
            ArrayNode plain = JSON.createArrayNode();
            array.forEach(element -> plain.add(plain(element)));
            return plain;
        }
        if (node instanceof ObjectNode object) {
            ObjectNode plain = JSON.createObjectNode();
            for (Map.Entry<String, JsonNode> field : object.properties()) {
                if (!field.getKey().equals(JAVA_STRING)) {
                    plain.set(field.getKey(), plain(field.getValue()));
                }
            }
            boolean bareString =
                    plain.size() == 1 && plain.path("type").asText().equals("string");
            return bareString ? TextNode.valueOf("string") : plain;
        }
        return node;
    }
}
