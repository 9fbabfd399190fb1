package io.hubmeter.api.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.hubmeter.api.grant.GrantTerms;
import io.hubmeter.core.decision.Sentence;
import io.hubmeter.core.grant.Grant;
import io.hubmeter.core.metering.Resource;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Writes what an admin recorded. */
final class GrantJson {
    private GrantJson() {}

    /**
     * The object.
     *
     * @param voided the void of this grant; null if there is none
     */
    static void write(JsonGenerator json, Grant grant, @Nullable Grant voided) throws IOException {
        Resource resource = grant.resource();
        Duration window = grant.window();
        json.writeStartObject();
        json.writeStringField("kind", GrantTerms.code(grant.kind()));
        json.writeStringField("id", grant.id());
        json.writeStringField("account", grant.account().toString());
        json.writeStringField("realm", grant.account().realm());
        json.writeStringField("user", grant.account().user());
        Json.string(json, "resource", resource == null ? null : resource.name());
        Json.string(json, "unit", resource == null ? null : resource.displayHours());
        Json.number(json, "amount", resource == null ? null : LimitJson.hours(resource, grant.amount()));
        if (resource == null) {
            json.writeNullField("exact");
        } else {
            json.writeObjectFieldStart("exact");
            Json.exact(json, "amount", grant.amount());
            Json.exact(json, "perHour", resource.amountPerDisplayHour());
            json.writeEndObject();
        }
        Json.number(json, "windowSeconds", window == null ? null : Json.seconds(window));
        Json.string(json, "window", window == null ? null : Sentence.words(window));
        Json.time(json, "from", grant.from());
        Json.time(json, "until", grant.until());
        json.writeStringField("actor", grant.actor());
        json.writeStringField("reason", grant.reason());
        Json.time(json, "recordedAt", grant.recordedAt());
        Json.string(json, "voidedBy", voided == null ? null : voided.actor());
        Json.time(json, "voidedAt", voided == null ? null : voided.recordedAt());
        json.writeEndObject();
    }
}
