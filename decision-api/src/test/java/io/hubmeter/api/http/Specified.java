package io.hubmeter.api.http;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What the AuthZEN specification says of answers, as schemas written from its lists of fields. */
enum Specified {
    EVALUATION("evaluation-response"),
    EVALUATIONS("evaluations-response"),
    METADATA("metadata");

    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            builder -> builder.schemaRegistryConfig(
                    SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));

    private final String resource;

    Specified(String name) {
        this.resource = "/authzen-1.0/" + name + ".json";
    }

    /** What is wrong with an answer; empty if nothing is. */
    List<String> violations(String answer) {
        try (InputStream in = Specified.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("no " + resource);
            }
            String schema = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return SCHEMAS.getSchema(schema, InputFormat.JSON).validate(answer, InputFormat.JSON).stream()
                    .map(Error::toString)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
