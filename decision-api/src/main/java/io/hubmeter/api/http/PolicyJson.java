package io.hubmeter.api.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.hubmeter.core.policy.Policy;
import java.io.IOException;

/** Writes the policy in force: its identity, its text as published, and the rules that hold for everybody. */
final class PolicyJson {
    private PolicyJson() {}

    static void write(JsonGenerator json, Policy policy) throws IOException {
        Policy.Rules rules = policy.rules();
        json.writeStartObject();
        json.writeStringField("hash", policy.hash());
        json.writeStringField("name", policy.name());
        json.writeStringField("text", policy.text());
        json.writeObjectFieldStart("rules");
        json.writeStringField("combination", LimitJson.code(rules.combination()));
        Json.number(json, "minimumRuntimeSeconds", Json.seconds(rules.minimumRuntime()));
        Json.number(json, "freshnessBoundSeconds", Json.seconds(rules.freshnessBound()));
        Json.number(json, "graceSeconds", Json.seconds(rules.grace()));
        json.writeBooleanField("enforce", rules.enforce());
        json.writeEndObject();
        json.writeEndObject();
    }
}
