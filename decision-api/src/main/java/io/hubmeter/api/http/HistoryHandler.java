package io.hubmeter.api.http;

import io.hubmeter.api.decision.DecisionService;
import io.hubmeter.api.decision.Realms;
import io.hubmeter.api.view.TooManyReadings;
import io.hubmeter.api.view.UsageView;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Reading;
import java.time.Instant;
import java.util.List;

/** Answers what an account's use consists of. */
final class HistoryHandler {
    private final DecisionService service;
    private final UsageView view;
    private final Realms realms;
    private final Bounds bounds;

    HistoryHandler(DecisionService service, UsageView view, Realms realms, Bounds bounds) {
        this.service = service;
        this.view = view;
        this.realms = realms;
        this.bounds = bounds;
    }

    Answer history(Call call) {
        AccountId account = AccountPath.account(call, realms);
        Interval interval = Interval.of(call.query(Interval.PARAMETERS), service.now());
        Instant from = interval.from();
        Instant to = interval.to();
        List<Reading> readings = readings(account, from, to);
        History history = History.of(account, from, to, readings, view.grants(account));
        return Answer.json(200, json -> HistoryJson.write(json, history));
    }

    private List<Reading> readings(AccountId account, Instant from, Instant to) {
        try {
            return view.history(account, from, to, bounds.readings());
        } catch (TooManyReadings e) {
            throw Problem.with(
                    ProblemType.BAD_PARAMETER,
                    "query from, to",
                    "more than %d readings".formatted(e.most()),
                    "at most %d; ask for a shorter time, and for the rest in another request".formatted(e.most()));
        }
    }
}
