package io.hubmeter.api.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.hubmeter.core.decision.Sentence;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.stop.Stop;
import java.io.IOException;
import java.util.List;

/** Writes what was done about an account's servers. */
final class StopsJson {
    private StopsJson() {}

    static void write(JsonGenerator json, AccountId account, List<Stop> stops) throws IOException {
        json.writeStartObject();
        json.writeStringField("account", account.toString());
        json.writeStringField("realm", account.realm());
        json.writeStringField("user", account.user());
        json.writeArrayFieldStart("stops");
        for (Stop stop : stops) {
            write(json, stop);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, Stop stop) throws IOException {
        Resource resource = stop.limit().resource();
        json.writeStartObject();
        Json.time(json, "at", stop.at());
        json.writeStringField("outcome", LimitJson.code(stop.outcome()));
        Json.string(json, "hub", stop.hub());
        json.writeStringField("server", stop.server());
        Json.string(json, "daskCluster", stop.daskCluster());
        json.writeStringField("uid", stop.uid());
        Json.string(json, "namespace", stop.namespace());
        json.writeStringField("pod", stop.pod());
        json.writeStringField("resource", resource.name());
        json.writeStringField("unit", resource.displayHours());
        Json.number(json, "limit", LimitJson.hours(resource, stop.limit().amount()));
        json.writeObjectFieldStart("exact");
        Json.exact(json, "limit", stop.limit().amount());
        Json.exact(json, "perHour", resource.amountPerDisplayHour());
        json.writeEndObject();
        Json.number(json, "windowSeconds", Json.seconds(stop.limit().window()));
        json.writeStringField("window", Sentence.words(stop.limit().window()));
        json.writeStringField("origin", stop.origin());
        Json.time(json, "crossedAt", stop.crossedAt());
        Json.time(json, "graceUntil", stop.graceUntil());
        json.writeStringField("reason", stop.reason());
        json.writeStringField("policyHash", stop.policyHash());
        json.writeStringField("culler", stop.culler());
        json.writeEndObject();
    }
}
