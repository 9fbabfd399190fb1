package io.hubmeter.api.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.hubmeter.api.decision.AccountUsage;
import io.hubmeter.core.decision.Assessment;
import java.io.IOException;
import java.time.Instant;

/** Writes where an account stands when it asks for nothing. */
final class UsageJson {
    private UsageJson() {}

    /** The object; {@code now} is when it was asked for, which its freshness is counted from. */
    static void write(JsonGenerator json, AccountUsage usage, Instant now) throws IOException {
        Assessment assessment = usage.assessment();
        json.writeStartObject();
        json.writeStringField("account", assessment.account().toString());
        json.writeStringField("realm", assessment.account().realm());
        json.writeStringField("user", assessment.account().user());
        json.writeArrayFieldStart("groups");
        for (String group : usage.groups()) {
            json.writeString(group);
        }
        json.writeEndArray();
        LimitJson.writeAll(json, assessment.standings(), usage.prices());
        LimitJson.writeRates(json, "rates", assessment.rates());
        json.writeNumberField("openPods", assessment.openPods());
        Json.string(json, "policyHash", usage.policyHash());
        Json.time(json, "asOf", assessment.at());
        Freshness.write(json, assessment.heardAt(), now);
        json.writeEndObject();
    }
}
