package io.hubmeter.api.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.hubmeter.api.decision.DecisionEntry;
import io.hubmeter.core.decision.Assessment;
import io.hubmeter.core.decision.Decision;
import io.hubmeter.core.decision.Standing;
import io.hubmeter.core.policy.Prices;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** Writes a decision. */
final class DecisionJson {
    private DecisionJson() {}

    static void write(JsonGenerator json, DecisionEntry entry) throws IOException {
        Assessment assessment = entry.assessment();
        List<Standing> standings = assessment == null ? List.of() : assessment.standings();
        Decision decision = entry.decision();
        json.writeStartObject();
        json.writeStringField("decisionId", entry.id().toString());
        json.writeStringField("decision", decision.code());
        json.writeBooleanField("allowed", entry.allowed());
        Json.string(json, "cause", decision instanceof Decision.Unknown(var cause) ? LimitJson.code(cause) : null);
        json.writeStringField("sentence", entry.sentence());
        json.writeStringField("account", entry.question().account().toString());
        json.writeStringField("realm", entry.question().account().realm());
        json.writeStringField("user", entry.question().account().user());
        json.writeStringField("server", entry.question().server());
        json.writeArrayFieldStart("groups");
        for (String group : entry.groups()) {
            json.writeString(group);
        }
        json.writeEndArray();
        LimitJson.writeAll(json, standings, Prices.NONE);
        writeRuntime(json, entry, standings);
        Json.time(
                json, "retryAt", decision instanceof Decision.Deny && assessment != null ? assessment.retryAt() : null);
        writeObserved(json, decision instanceof Decision.Permit(var overruled) ? overruled : List.of());
        Json.string(json, "policyHash", entry.policyHash());
        Json.time(json, "asOf", entry.asOf());
        Freshness.write(json, assessment == null ? null : assessment.heardAt(), entry.asOf());
        json.writeEndObject();
    }

    /** How long the server could run: up to the first instant at which a limit that it draws on is reached, as the sentence. */
    static void writeRuntime(JsonGenerator json, DecisionEntry entry, List<Standing> standings) throws IOException {
        Instant first = standings.stream()
                .filter(Standing::isDrawnOn)
                .map(Standing::exhaustedAt)
                .filter(Objects::nonNull)
                .min(Instant::compareTo)
                .orElse(null);
        if (first == null) {
            json.writeNullField("maxRuntimeSeconds");
        } else {
            json.writeNumberField(
                    "maxRuntimeSeconds", Duration.between(entry.asOf(), first).toSeconds());
        }
    }

    private static void writeObserved(JsonGenerator json, List<Standing> overruled) throws IOException {
        json.writeArrayFieldStart("observed");
        for (Standing standing : overruled) {
            json.writeStartObject();
            json.writeStringField("resource", standing.limit().resource().name());
            Json.number(json, "windowSeconds", Json.seconds(standing.limit().window()));
            json.writeStringField("verdict", LimitJson.code(standing.verdict()));
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
