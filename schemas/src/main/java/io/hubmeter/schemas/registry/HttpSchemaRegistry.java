package io.hubmeter.schemas.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;

/** A registry that speaks Confluent's REST interface, version 1. */
public final class HttpSchemaRegistry implements SchemaRegistryClient {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int ATTEMPTS = 6;
    private static final int SUBJECT_UNKNOWN = 40401;
    private static final int VERSION_UNKNOWN = 40402;

    private final RegistryHttp http;

    /**
     * With a time limit of 10 s for each attempt and at most 6 attempts, about 6 s apart in all.
     *
     * @param base address of the registry, e.g. {@code http://127.0.0.1:8081}; a user and password within it are sent
     *     as basic authentication
     */
    public HttpSchemaRegistry(URI base) {
        this(base, TIMEOUT, ATTEMPTS);
    }

    /**
     * @param timeout for each attempt
     * @param attempts at least 1; further ones follow connection failures and the statuses 429 and 5xx
     */
    public HttpSchemaRegistry(URI base, Duration timeout, int attempts) {
        this.http = new RegistryHttp(base, timeout, attempts);
    }

    @Override
    public int register(String subject, Schema schema) {
        return id(http.send("POST", "/subjects/" + RegistryHttp.segment(subject) + "/versions", body(schema)));
    }

    @Override
    public int idOf(String subject, Schema schema) {
        return id(http.send("POST", "/subjects/" + RegistryHttp.segment(subject), body(schema)));
    }

    @Override
    public Schema schemaById(int id) {
        String text =
                http.send("GET", "/schemas/ids/" + id, Map.of()).path("schema").asText();
        try {
            return new Schema.Parser().parse(text);
        } catch (SchemaParseException e) {
            throw new RegistryException.Unreachable("schema id " + id + ": the registry's answer is no Avro schema", e);
        }
    }

    @Override
    public void setCompatibility(String subject, Compatibility compatibility) {
        http.send("PUT", "/config/" + RegistryHttp.segment(subject), Map.of("compatibility", compatibility.name()));
    }

    @Override
    public boolean isCompatible(String subject, Schema schema) {
        String path = "/compatibility/subjects/" + RegistryHttp.segment(subject) + "/versions";
        try {
            return http.send("POST", path, body(schema)).path("is_compatible").asBoolean();
        } catch (RegistryException.Refused e) {
            if (e.errorCode() == SUBJECT_UNKNOWN || e.errorCode() == VERSION_UNKNOWN) {
                return true;
            }
            throw e;
        }
    }

    @Override
    public void close() {
        http.close();
    }

    private static Map<String, String> body(Schema schema) {
        return Map.of("schema", SchemaText.of(schema));
    }

    private static int id(JsonNode answer) {
        if (!answer.path("id").isInt()) {
            throw new RegistryException.Unreachable("the registry's answer has no id: " + answer);
        }
        return answer.path("id").asInt();
    }
}
