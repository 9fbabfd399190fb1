package io.hubmeter.api.http;

import io.hubmeter.api.decision.DecisionService;
import io.hubmeter.api.view.UsageView;
import java.util.List;

/** Tells whether the process lives, and whether decisions made now would be worth having. */
final class HealthHandler {
    private final DecisionService service;
    private final UsageView view;

    HealthHandler(DecisionService service, UsageView view) {
        this.service = service;
        this.view = view;
    }

    Answer live(Call call) {
        call.query(List.of());
        return Answer.json(200, json -> {
            json.writeStartObject();
            json.writeStringField("status", "live");
            json.writeEndObject();
        });
    }

    Answer ready(Call call) {
        call.query(List.of());
        Readiness readiness = Readiness.of(view, service.now());
        return Answer.json(readiness.isReady() ? 200 : 503, readiness::writeTo);
    }
}
