package io.hubmeter.collector.policyfile;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The JSON Schema that editors are given, and what it says of a file. */
final class PolicySchema {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final JsonNode document;
    private final Schema schema;

    PolicySchema() {
        try {
            String text = Files.readString(Path.of("..", "docs", "policy.schema.json"));
            document = MAPPER.readTree(text);
            schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(text, InputFormat.JSON);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is wrong with a YAML text; empty if it is acceptable. */
    List<String> violations(String yaml) {
        Object tree = new Load(LoadSettings.builder().build()).loadFromString(yaml);
        return schema.validate(MAPPER.writeValueAsString(tree), InputFormat.JSON).stream()
                .map(Error::toString)
                .toList();
    }

    /** The keys of an object of the schema; the pointer is empty for the file itself. */
    List<String> keys(String pointer) {
        return new ArrayList<>(document.at(pointer + "/properties").propertyNames());
    }

    /** Every pointer to something with properties. */
    Set<String> objects() {
        Set<String> objects = new TreeSet<>();
        collect("", document, objects);
        return objects;
    }

    private static void collect(String pointer, JsonNode node, Set<String> objects) {
        if (node.has("type") && node.has("properties")) {
            objects.add(pointer);
        }
        for (Map.Entry<String, JsonNode> child : node.properties()) {
            collect(pointer + "/" + child.getKey(), child.getValue(), objects);
        }
    }
}
