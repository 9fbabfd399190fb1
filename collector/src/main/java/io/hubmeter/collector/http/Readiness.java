package io.hubmeter.collector.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.hubmeter.collector.source.Reporting;
import io.hubmeter.collector.source.SourceHealth;
import io.hubmeter.core.problem.Excerpt;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether the collector does its work, from the health of its sources.
 *
 * <p>Only Kubernetes sources count, because only they make usage stale, and the Lease, without which they never begin; and in
 * a culler all that it talks to, since it stops nothing without them. Each
 * source must be following changes, or be waiting because another collector is the leader: a collector that stands by is
 * ready to take over. A hub or a policy file that cannot be read
 * is shown, but changes nothing about what the collector does; if there is nothing else to watch, it is ready once it has
 * started.
 *
 * @param sources what there is to watch; null while the collector starts
 */
record Readiness(@Nullable List<NamedHealth> sources) {
    /** How the names of those that count begin. */
    private static final List<String> COUNTING = List.of("kubernetes/", "lease/", "culler/");

    private static final JsonFactory JSON = new JsonFactory();

    /** The health of a source under its name. */
    record NamedHealth(String name, SourceHealth health) {
        boolean counts() {
            return COUNTING.stream().anyMatch(name::startsWith);
        }

        boolean isInTheWay() {
            return counts()
                    && switch (health.state()) {
                        case WAITING, LIVE -> false;
                        case SNAPSHOT, FAILING -> true;
                    };
        }
    }

    /** As it is now. */
    static Readiness of(@Nullable List<? extends Reporting> sources) {
        return new Readiness(
                sources == null
                        ? null
                        : sources.stream()
                                .map(source -> new NamedHealth(source.name(), source.health()))
                                .toList());
    }

    boolean isReady() {
        return sources != null && sources.stream().noneMatch(NamedHealth::isInTheWay);
    }

    /** As JSON, in UTF-8. */
    byte[] json() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("status", isReady() ? "ready" : sources == null ? "starting" : "not-ready");
            json.writeArrayFieldStart("sources");
            for (NamedHealth source : sources == null ? List.<NamedHealth>of() : sources) {
                write(json, source);
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void write(JsonGenerator json, NamedHealth source) throws IOException {
        SourceHealth health = source.health();
        json.writeStartObject();
        json.writeStringField("name", source.name());
        json.writeStringField("state", health.state().name());
        json.writeBooleanField("counts", source.counts());
        json.writeStringField(
                "heardAt", health.heardAt() == null ? null : health.heardAt().toString());
        json.writeStringField("detail", health.detail() == null ? null : Excerpt.ofMessage(health.detail()));
        json.writeEndObject();
    }
}
