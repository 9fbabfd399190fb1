package io.hubmeter.api.http;

import io.hubmeter.api.decision.DecisionEntry;
import io.hubmeter.api.decision.DecisionService;
import io.hubmeter.api.decision.Realms;
import java.util.List;

/** Answers whether an account may start a server. */
final class DecisionHandler {
    private final DecisionService service;
    private final Realms realms;

    DecisionHandler(DecisionService service, Realms realms) {
        this.service = service;
        this.realms = realms;
    }

    Answer decide(Call call) {
        call.query(List.of());
        DecisionEntry entry = service.decide(QuestionReader.read(call.jsonBody(), realms, call.caller()));
        return Answer.json(200, json -> DecisionJson.write(json, entry));
    }
}
