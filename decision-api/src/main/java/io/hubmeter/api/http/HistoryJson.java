package io.hubmeter.api.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.hubmeter.core.metering.Reading;
import io.hubmeter.core.metering.Resource;
import java.io.IOException;
import java.util.TreeSet;

/** Writes what an account's use consists of. */
final class HistoryJson {
    private HistoryJson() {}

    static void write(JsonGenerator json, History history) throws IOException {
        json.writeStartObject();
        json.writeStringField("account", history.account().toString());
        json.writeStringField("realm", history.account().realm());
        json.writeStringField("user", history.account().user());
        Json.time(json, "from", history.from());
        Json.time(json, "to", history.to());
        json.writeArrayFieldStart("entries");
        for (History.Entry entry : history.entries()) {
            switch (entry) {
                case History.Entry.Metered(Reading reading) -> write(json, reading);
                case History.Entry.Recorded(var grant, var voided) -> GrantJson.write(json, grant, voided);
            }
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, Reading reading) throws IOException {
        json.writeStartObject();
        json.writeStringField("kind", "reading");
        Json.time(json, "at", reading.at());
        json.writeArrayFieldStart("resources");
        TreeSet<Resource> resources = new TreeSet<>(reading.totals().asMap().keySet());
        resources.addAll(reading.ratesAfter().asMap().keySet());
        for (Resource resource : resources) {
            write(json, reading, resource);
        }
        json.writeEndArray();
        json.writeNumberField("openPods", reading.openPods());
        json.writeNumberField("revision", reading.revision());
        json.writeBooleanField("estimated", reading.estimated());
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, Reading reading, Resource resource) throws IOException {
        json.writeStartObject();
        json.writeStringField("resource", resource.name());
        json.writeStringField("unit", resource.displayHours());
        Json.number(json, "total", resource.hours(reading.totals().get(resource), LimitJson.DECIMALS));
        Json.number(
                json, "ratePerHour", resource.displayRate(reading.ratesAfter().get(resource), LimitJson.DECIMALS));
        json.writeObjectFieldStart("exact");
        Json.exact(json, "total", reading.totals().get(resource));
        Json.exact(json, "rate", reading.ratesAfter().get(resource));
        Json.exact(json, "perHour", resource.amountPerDisplayHour());
        json.writeEndObject();
        json.writeEndObject();
    }
}
