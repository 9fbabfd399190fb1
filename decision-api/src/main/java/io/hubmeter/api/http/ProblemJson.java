package io.hubmeter.api.http;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** Writes problem details (RFC 9457): the standard members, and pointer, found and expected where one value is at fault. */
final class ProblemJson {
    private ProblemJson() {}

    static void write(JsonGenerator json, Problem problem) throws IOException {
        json.writeStartObject();
        json.writeStringField("type", problem.type().urn());
        json.writeStringField("title", problem.type().title());
        json.writeNumberField("status", problem.type().status());
        json.writeStringField("detail", problem.detail());
        if (problem.pointer() != null) {
            json.writeStringField("pointer", problem.pointer());
        }
        if (problem.found() != null) {
            json.writeStringField("found", problem.found());
        }
        if (problem.expected() != null) {
            json.writeStringField("expected", problem.expected());
        }
        json.writeEndObject();
    }
}
