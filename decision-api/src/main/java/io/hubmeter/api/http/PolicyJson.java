package io.hubmeter.api.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.policy.Hub;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.core.policy.Prices;
import io.hubmeter.core.policy.Rule;
import io.hubmeter.core.policy.UnknownIs;
import io.hubmeter.core.quota.Limit;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/** Writes the policy in force: its identity, its text as published, and what it says. */
final class PolicyJson {
    private PolicyJson() {}

    static void write(JsonGenerator json, Policy policy) throws IOException {
        json.writeStartObject();
        json.writeStringField("hash", policy.hash());
        json.writeStringField("name", policy.name());
        json.writeStringField("text", policy.text());
        write(json, policy.rules());
        json.writeObjectFieldStart("hubs");
        for (Map.Entry<String, Hub> hub : policy.hubs().entrySet()) {
            json.writeObjectFieldStart(hub.getKey());
            write(json, hub.getValue(), policy.realmOf(hub.getKey()));
            json.writeEndObject();
        }
        json.writeEndObject();
        write(json, "default", policy.defaults());
        json.writeObjectFieldStart("groups");
        for (Map.Entry<String, List<Rule>> group : policy.groups().entrySet()) {
            write(json, group.getKey(), group.getValue());
        }
        json.writeEndObject();
        json.writeObjectFieldStart("users");
        for (Map.Entry<AccountId, List<Rule>> user : policy.users().entrySet()) {
            write(json, user.getKey().toString(), user.getValue());
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, Policy.Rules rules) throws IOException {
        json.writeObjectFieldStart("rules");
        json.writeStringField("combination", LimitJson.code(rules.combination()));
        Json.number(json, "minimumRuntimeSeconds", Json.seconds(rules.minimumRuntime()));
        Json.number(json, "freshnessBoundSeconds", Json.seconds(rules.freshnessBound()));
        Json.number(json, "graceSeconds", Json.seconds(rules.grace()));
        json.writeBooleanField("enforce", rules.enforce());
        json.writeStringField("unknown", LimitJson.code(rules.unknown()));
        json.writeArrayFieldStart("warningPercents");
        for (int percent : rules.warnings()) {
            json.writeNumber(percent);
        }
        json.writeEndArray();
        json.writeStringField("denial", rules.denial());
        json.writeArrayFieldStart("prices");
        Prices prices = rules.prices();
        for (Map.Entry<Resource, BigDecimal> price : prices.perDisplayHour().entrySet()) {
            json.writeStartObject();
            json.writeStringField("resource", price.getKey().name());
            json.writeStringField("unit", price.getKey().displayHours());
            json.writeStringField("price", price.getValue().toPlainString());
            json.writeStringField("currency", prices.currency());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, Hub hub, String realm) throws IOException {
        UnknownIs unknown = hub.unknown();
        json.writeStringField("realm", realm);
        json.writeBooleanField("enforce", hub.enforce());
        json.writeStringField("unknown", unknown == null ? null : LimitJson.code(unknown));
        json.writeStringField("denial", hub.denial());
    }

    private static void write(JsonGenerator json, String name, List<Rule> rules) throws IOException {
        json.writeArrayFieldStart(name);
        for (Rule rule : rules) {
            json.writeStartObject();
            json.writeArrayFieldStart("hubs");
            for (String hub : rule.hubs()) {
                json.writeString(hub);
            }
            json.writeEndArray();
            json.writeBooleanField("enforce", rule.enforce());
            json.writeArrayFieldStart("limits");
            for (Limit limit : rule.limits()) {
                write(json, limit);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void write(JsonGenerator json, Limit limit) throws IOException {
        Resource resource = limit.resource();
        json.writeStartObject();
        json.writeStringField("resource", resource.name());
        json.writeStringField("unit", resource.displayHours());
        Json.number(json, "limit", LimitJson.hours(resource, limit.amount()));
        Json.number(json, "windowSeconds", Json.seconds(limit.window()));
        json.writeEndObject();
    }
}
