package io.hubmeter.api.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.hubmeter.core.decision.PastDecision;
import io.hubmeter.core.metering.AccountId;
import java.io.IOException;
import java.util.List;

/** Writes what was decided about an account. */
final class PastDecisionsJson {
    private PastDecisionsJson() {}

    static void write(JsonGenerator json, AccountId account, List<PastDecision> decisions) throws IOException {
        json.writeStartObject();
        json.writeStringField("account", account.toString());
        json.writeStringField("realm", account.realm());
        json.writeStringField("user", account.user());
        json.writeArrayFieldStart("decisions");
        for (PastDecision decision : decisions) {
            write(json, decision);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, PastDecision decision) throws IOException {
        Boolean allowed = decision.allowed();
        json.writeStartObject();
        json.writeStringField("decisionId", decision.id());
        Json.time(json, "asOf", decision.at());
        json.writeStringField("decision", LimitJson.code(decision.outcome()));
        if (allowed == null) {
            json.writeNullField("allowed");
        } else {
            json.writeBooleanField("allowed", allowed);
        }
        json.writeStringField("sentence", decision.sentence());
        Json.string(json, "hub", decision.hub());
        json.writeStringField("server", decision.server());
        LimitJson.writeRates(json, "requested", decision.requested());
        json.writeArrayFieldStart("reasons");
        for (String reason : decision.reasons()) {
            json.writeString(reason);
        }
        json.writeEndArray();
        Json.time(json, "retryAt", decision.retryAt());
        Json.string(json, "policyHash", decision.policyHash());
        json.writeEndObject();
    }
}
