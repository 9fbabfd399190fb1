package io.hubmeter.api.http;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The OpenAPI document as the server hands it out, and what it says of requests and answers. */
final class Contract {
    static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final String IRI = "https://hubmeter.invalid/openapi.json";

    private final JsonNode document;
    private final SchemaRegistry schemas;

    /** Reads the document. */
    Contract(String yaml) {
        Object tree = new Load(LoadSettings.builder().build()).loadFromString(yaml);
        String json = MAPPER.writeValueAsString(tree);
        this.document = MAPPER.readTree(json);
        this.schemas = SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12,
                builder -> builder.schemas(Map.of(IRI, json))
                        .schemaRegistryConfig(SchemaRegistryConfig.builder()
                                .formatAssertionsEnabled(true)
                                .build()));
    }

    JsonNode document() {
        return document;
    }

    /** Every operation, by {@code METHOD path}. */
    Map<String, JsonNode> operations() {
        Map<String, JsonNode> operations = new TreeMap<>();
        document.get("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(method -> operations.put(
                                method.getKey().toUpperCase(java.util.Locale.ROOT) + " " + path.getKey(),
                                method.getValue())));
        return operations;
    }

    /** The node itself, or the one that it refers to. */
    JsonNode resolve(JsonNode node) {
        JsonNode reference = node.get("$ref");
        return reference == null ? node : document.at(reference.asString().substring(1));
    }

    /** What is wrong with a body; empty if it keeps the schema that stands at a JSON pointer into the document. */
    List<String> violations(String pointer, String body) {
        return schemas.getSchema(SchemaLocation.of(IRI + "#" + pointer)).validate(body, InputFormat.JSON).stream()
                .map(Error::toString)
                .toList();
    }

    /** What is wrong with an answer: a status or media type that is not documented, or a body that breaks its schema. */
    List<String> violations(String operation, int status, String contentType, String body) {
        JsonNode documented = operations().get(operation);
        JsonNode response =
                documented == null ? null : documented.get("responses").get(String.valueOf(status));
        if (response == null) {
            return List.of(operation + ": found undocumented status " + status + " with " + body);
        }
        JsonNode media = resolve(response).get("content").get(contentType);
        if (media == null) {
            return List.of(operation + " " + status + ": found undocumented media type " + contentType);
        }
        if (!contentType.endsWith("json")) {
            return List.of();
        }
        String[] parts = operation.split(" ", 2);
        String pointer = response.has("$ref")
                ? response.get("$ref").asString().substring(1)
                : "/paths/%s/%s/responses/%d"
                        .formatted(
                                parts[1].replace("~", "~0").replace("/", "~1"),
                                parts[0].toLowerCase(java.util.Locale.ROOT),
                                status);
        return violations(pointer + "/content/" + contentType.replace("/", "~1") + "/schema", body);
    }

    /** The example requests of an operation's body, by name. */
    Map<String, String> bodyExamples(String operation) {
        Map<String, String> examples = new TreeMap<>();
        Objects.requireNonNull(operations().get(operation))
                .at("/requestBody/content/application~1json/examples")
                .properties()
                .forEach(example -> examples.put(
                        example.getKey(), example.getValue().get("value").toString()));
        return examples;
    }

    /** Every schema of an object that does not refuse what it does not name; those of answers must. */
    List<String> openObjects() {
        List<String> open = new ArrayList<>();
        document.at("/components/schemas")
                .properties()
                .forEach(schema -> collectOpen(schema.getKey(), schema.getValue(), open));
        return open;
    }

    private static void collectOpen(String where, JsonNode node, List<String> open) {
        if (node.has("properties") && node.has("type") && !node.has("additionalProperties")) {
            open.add(where);
        }
        // What stands under "properties" are names, and one may be called "properties" too.
        node.properties().forEach(child -> {
            String below = where + "/" + child.getKey();
            if (child.getKey().equals("properties")) {
                child.getValue()
                        .properties()
                        .forEach(named -> collectOpen(below + "/" + named.getKey(), named.getValue(), open));
            } else {
                collectOpen(below, child.getValue(), open);
            }
        });
    }
}
