package io.hubmeter.api.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.HeldServer;
import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.Resource;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes which servers of an account held resources. */
final class ServersJson {
    private ServersJson() {}

    /**
     * The object.
     *
     * @param most how many servers are told; whether there are more is
     * @param heardAt the time heard from the stalest source; null if there is none
     */
    static void write(
            JsonGenerator json,
            AccountId account,
            Interval interval,
            List<HeldServer> servers,
            int most,
            @Nullable Instant heardAt,
            Instant now)
            throws IOException {
        json.writeStartObject();
        json.writeStringField("account", account.toString());
        json.writeStringField("realm", account.realm());
        json.writeStringField("user", account.user());
        Json.time(json, "from", interval.from());
        Json.time(json, "to", interval.to());
        json.writeArrayFieldStart("servers");
        for (HeldServer server : servers.subList(0, Math.min(most, servers.size()))) {
            write(json, server);
        }
        json.writeEndArray();
        json.writeBooleanField("more", servers.size() > most);
        Freshness.write(json, heardAt, now);
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, HeldServer server) throws IOException {
        HeldServer.Place place = server.place();
        json.writeStartObject();
        json.writeStringField("uid", server.uid());
        json.writeStringField("source", server.source());
        Json.string(json, "namespace", place.namespace());
        json.writeStringField("pod", place.pod());
        Json.string(json, "hub", place.hub());
        json.writeStringField("server", place.server());
        Json.string(json, "daskCluster", place.daskCluster());
        Json.time(json, "start", server.start());
        Json.time(json, "end", server.end());
        json.writeBooleanField("endEstimated", server.isEndEstimated());
        json.writeArrayFieldStart("held");
        for (HeldServer.Held held : server.rates()) {
            json.writeStartObject();
            Json.time(json, "from", held.from());
            LimitJson.writeRates(json, "rates", held.rates());
            json.writeEndObject();
        }
        json.writeEndArray();
        writeUsed(json, server.used());
        json.writeEndObject();
    }

    private static void writeUsed(JsonGenerator json, Quantities used) throws IOException {
        json.writeArrayFieldStart("used");
        for (Map.Entry<Resource, BigInteger> amount : used.asMap().entrySet()) {
            Resource resource = amount.getKey();
            json.writeStartObject();
            json.writeStringField("resource", resource.name());
            json.writeStringField("unit", resource.displayHours());
            Json.number(json, "used", LimitJson.hours(resource, amount.getValue()));
            json.writeObjectFieldStart("exact");
            Json.exact(json, "used", amount.getValue());
            Json.exact(json, "perHour", resource.amountPerDisplayHour());
            json.writeEndObject();
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
