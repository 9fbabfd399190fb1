package io.hubmeter.api.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.hubmeter.api.authzen.Outcome;
import io.hubmeter.api.decision.DecisionEntry;
import io.hubmeter.core.decision.Assessment;
import io.hubmeter.core.decision.Decision;
import io.hubmeter.core.decision.Standing;
import io.hubmeter.core.policy.Prices;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;

/** Writes outcomes as AuthZEN has them: a boolean, and what explains it in the context. */
final class AuthZenJson {
    private AuthZenJson() {}

    static void writeAll(JsonGenerator json, List<Outcome> outcomes) throws IOException {
        json.writeStartObject();
        json.writeArrayFieldStart("evaluations");
        for (Outcome outcome : outcomes) {
            write(json, outcome);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    static void write(JsonGenerator json, Outcome outcome) throws IOException {
        json.writeStartObject();
        json.writeBooleanField("decision", outcome.allowed());
        json.writeObjectFieldStart("context");
        switch (outcome) {
            case Outcome.Decided(DecisionEntry entry) -> writeDecided(json, entry);
            case Outcome.Refused(Outcome.Reason reason, String detail) -> {
                reason(json, "reason_user", "403", "Quotas do not answer this question.");
                reason(json, "reason_admin", reason.code(), Problem.wellFormed(detail));
            }
            case Outcome.Failed(int status, String message) -> {
                json.writeObjectFieldStart("error");
                json.writeNumberField("status", status);
                json.writeStringField("message", Problem.wellFormed(message));
                json.writeEndObject();
            }
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void reason(JsonGenerator json, String field, String code, String text) throws IOException {
        json.writeObjectFieldStart(field);
        json.writeStringField(code, text);
        json.writeEndObject();
    }

    private static void writeDecided(JsonGenerator json, DecisionEntry entry) throws IOException {
        Assessment assessment = entry.assessment();
        Decision decision = entry.decision();
        List<Standing> standings = assessment == null ? List.of() : assessment.standings();
        reason(json, "reason_user", entry.allowed() ? "200" : "403", entry.sentence());
        writeReasons(json, entry);
        json.writeStringField("decisionId", entry.id().toString());
        json.writeStringField("outcome", decision.code());
        Json.string(json, "cause", decision instanceof Decision.Unknown(var cause) ? LimitJson.code(cause) : null);
        json.writeStringField("account", entry.question().account().toString());
        LimitJson.writeAll(json, standings, Prices.NONE);
        DecisionJson.writeRuntime(json, entry, standings);
        Json.string(json, "policyHash", entry.policyHash());
        Json.time(json, "asOf", entry.asOf());
        Freshness.write(json, assessment == null ? null : assessment.heardAt(), entry.asOf());
    }

    /** By code what stands against it; observed only, if it is a permit all the same. */
    private static void writeReasons(JsonGenerator json, DecisionEntry entry) throws IOException {
        json.writeObjectFieldStart("reason_admin");
        switch (entry.decision()) {
            case Decision.Permit(List<Standing> overruled) -> writeStandings(json, overruled);
            case Decision.Deny(List<Standing> reasons) -> writeStandings(json, reasons);
            case Decision.Unknown(Decision.Cause cause) ->
                json.writeStringField(LimitJson.code(cause), entry.sentence());
        }
        json.writeEndObject();
    }

    /** A resource may have limits in several windows, so a code names the window too. */
    private static void writeStandings(JsonGenerator json, List<Standing> standings) throws IOException {
        for (Standing standing : standings) {
            String resource = standing.limit().resource().name();
            String code = "%s:%s:%ds"
                    .formatted(
                            resource,
                            LimitJson.code(standing.verdict()),
                            standing.limit().window().toSeconds());
            BigDecimal used = standing.limit().resource().hours(standing.used(), 2);
            BigDecimal limit = LimitJson.hours(
                    standing.limit().resource(), standing.limit().amount());
            json.writeStringField(
                    code,
                    "used %s of %s %s"
                            .formatted(
                                    used.toPlainString(),
                                    limit == null
                                            ? "unlimited"
                                            : limit.stripTrailingZeros().toPlainString(),
                                    standing.limit().resource().displayHours()));
        }
    }
}
