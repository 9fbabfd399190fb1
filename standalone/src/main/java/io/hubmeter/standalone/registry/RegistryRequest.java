package io.hubmeter.standalone.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hubmeter.schemas.registry.Compatibility;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;

/**
 * A request, taken apart.
 *
 * @param path decoded segments; a subject may contain slashes
 * @param query parameters, each with one value
 * @param body as sent; empty when there is none
 */
record RegistryRequest(String method, List<String> path, Map<String, String> query, String body) {

    private static final ObjectMapper JSON = new ObjectMapper();

    RegistryRequest {
        path = List.copyOf(path);
        query = Map.copyOf(query);
    }

    /** @throws RegistryError if a percent sign is followed by no two hexadecimal digits */
    static List<String> segments(String rawPath) {
        try {
            return Arrays.stream(rawPath.split("/"))
                    .filter(segment -> !segment.isEmpty())
                    .map(segment -> URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8))
                    .toList();
        } catch (IllegalArgumentException e) {
            throw RegistryError.badRequest("path " + rawPath + ": " + e.getMessage());
        }
    }

    boolean flag(String name) {
        return Boolean.parseBoolean(query.get(name));
    }

    String where() {
        return "/" + String.join("/", path);
    }

    Schema schema() {
        JsonNode json = json();
        String type = json.path("schemaType").asText("AVRO");
        if (!type.equals("AVRO")) {
            throw RegistryError.invalidSchema("schemaType: found '" + type + "', expected AVRO");
        }
        if (!json.path("references").isEmpty()) {
            throw RegistryError.invalidSchema("references: found some, expected a schema that stands alone");
        }
        if (!json.path("schema").isTextual()) {
            throw RegistryError.invalidSchema(
                    "schema: found " + json.path("schema").getNodeType() + ", expected a string that holds the schema");
        }
        try {
            return new Schema.Parser().parse(json.path("schema").asText());
        } catch (SchemaParseException e) {
            throw RegistryError.invalidSchema("Input schema is an invalid Avro schema: " + e.getMessage());
        }
    }

    Compatibility compatibility() {
        String found = json().path("compatibility").asText();
        try {
            return Compatibility.valueOf(found);
        } catch (IllegalArgumentException e) {
            throw RegistryError.invalidLevel(found);
        }
    }

    private JsonNode json() {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw RegistryError.badRequest("body: found no JSON: " + e.getOriginalMessage());
        }
    }
}
