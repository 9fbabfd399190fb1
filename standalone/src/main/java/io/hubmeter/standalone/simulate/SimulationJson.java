package io.hubmeter.standalone.simulate;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubmeter.core.metering.ExactInstant;
import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.core.quota.Limit;
import io.hubmeter.core.simulation.RecordedAccount;
import io.hubmeter.core.simulation.RecordedPod;
import io.hubmeter.core.simulation.SimulatedAccount;
import io.hubmeter.core.simulation.SimulatedEvent;
import io.hubmeter.core.simulation.SimulatedLimit;
import java.io.IOException;
import java.io.Writer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One object that holds everything: what was simulated, and the accounts with their events. */
public final class SimulationJson implements SimulationOutput {
    private final JsonGenerator json;

    /** An object written to somewhere that others close. */
    public SimulationJson(Writer out, Policy policy, Instant from, Instant until) throws IOException {
        json = JsonMapper.builder()
                .disable(com.fasterxml.jackson.core.StreamWriteFeature.AUTO_CLOSE_TARGET)
                .build()
                .createGenerator(out);
        json.useDefaultPrettyPrinter();
        json.writeStartObject();
        json.writeStringField("policy", policy.name());
        json.writeStringField("policyHash", policy.hash());
        json.writeStringField("from", from.toString());
        json.writeStringField("until", until.toString());
        json.writeArrayFieldStart("accounts");
    }

    @Override
    public void account(RecordedAccount recorded, SimulatedAccount simulated) throws IOException {
        ObjectNode account = JsonNodeFactory.instance.objectNode();
        account.put("account", simulated.id().toString());
        ArrayNode groups = account.putArray("groups");
        recorded.groups().forEach(groups::add);
        account.put("permitted", simulated.permitted());
        account.put("denied", simulated.denied());
        account.put("stopped", simulated.stopped());
        hours(account.putObject("recorded"), simulated.recorded());
        hours(account.putObject("simulated"), simulated.simulated());
        ArrayNode events = account.putArray("events");
        simulated.events().forEach(event -> event(events.addObject(), event));
        json.writeTree(account);
    }

    private static void hours(ObjectNode object, Quantities amounts) {
        amounts.asMap()
                .forEach((resource, amount) -> object.put(resource.displayHours(), EventText.hours(resource, amount)));
    }

    private static void event(ObjectNode object, SimulatedEvent event) {
        object.put("at", EventText.instant(event.at()).toString());
        object.put("event", EventText.kind(event));
        object.put("observed", EventText.isObserved(event));
        limit(object.putObject("limit"), event.limit());
        if (!EventText.cause(event).isEmpty()) {
            object.put("cause", EventText.cause(event));
        }
        switch (event) {
            case SimulatedEvent.Warned warned -> {
                object.put("percent", warned.percent());
                object.put("exhaustedAt", text(warned.exhaustedAt()));
            }
            case SimulatedEvent.Exceeded exceeded -> {}
            case SimulatedEvent.Restored restored -> object.put("crossedAt", text(restored.crossedAt()));
            case SimulatedEvent.Denied denied -> {
                pod(object.putObject("pod"), denied.pod());
                object.put("used", EventText.hours(denied.limit().limit().resource(), denied.used()));
                ArrayNode reasons = object.putArray("reasons");
                denied.reasons().forEach(reason -> limit(reasons.addObject(), reason));
                object.put(
                        "retryAt",
                        denied.retryAt() == null ? null : denied.retryAt().toString());
                object.put("sentence", denied.sentence());
            }
            case SimulatedEvent.Stopped stopped -> {
                pod(object.putObject("pod"), stopped.pod());
                object.put("crossedAt", text(stopped.crossedAt()));
            }
        }
    }

    private static @Nullable String text(@Nullable ExactInstant at) {
        return at == null ? null : EventText.instant(at).toString();
    }

    private static void limit(ObjectNode object, SimulatedLimit named) {
        Limit limit = named.limit();
        object.put("limit", EventText.hours(limit));
        object.put("unit", limit.resource().displayHours());
        object.put("window", EventText.window(limit));
        object.put("rule", named.origin());
        object.put("observed", named.isObserved());
    }

    private static void pod(ObjectNode object, RecordedPod pod) {
        object.put("uid", pod.uid());
        object.put("hub", pod.hub());
        object.put("server", pod.server());
    }

    @Override
    public void end() throws IOException {
        json.writeEndArray();
        json.writeEndObject();
        json.writeRaw('\n');
        json.flush();
    }
}
