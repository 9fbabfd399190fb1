package io.hubmeter.api.http;

import io.hubmeter.api.decision.DecisionService;
import io.hubmeter.api.decision.Realms;
import io.hubmeter.api.view.UsageView;
import io.hubmeter.core.decision.PastDecision;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.HeldServer;
import io.hubmeter.core.stop.Stop;
import java.time.Instant;
import java.util.List;

/** Answers what became of an account's servers: which held resources, which were stopped, which were permitted or denied. */
final class PastHandler {
    /** How many servers one answer lists; of more it says that there are. */
    static final int MOST_SERVERS = 1_000;

    private final DecisionService service;
    private final UsageView view;
    private final Realms realms;

    PastHandler(DecisionService service, UsageView view, Realms realms) {
        this.service = service;
        this.view = view;
        this.realms = realms;
    }

    Answer servers(Call call) {
        AccountId account = AccountPath.account(call, realms);
        Instant now = service.now();
        Interval interval = Interval.of(call.query(Interval.PARAMETERS), now).untilNow(now);
        Instant heardAt = view.heardAt().orElse(null);
        List<HeldServer> servers = view.servers(account, interval.from(), interval.to(), MOST_SERVERS + 1);
        return Answer.json(
                200, json -> ServersJson.write(json, account, interval, servers, MOST_SERVERS, heardAt, now));
    }

    Answer stops(Call call) {
        AccountId account = AccountPath.account(call, realms);
        call.query(List.of());
        List<Stop> stops = view.stops(account);
        return Answer.json(200, json -> StopsJson.write(json, account, stops));
    }

    Answer decisions(Call call) {
        AccountId account = AccountPath.account(call, realms);
        call.query(List.of());
        List<PastDecision> decisions = view.decisions(account);
        return Answer.json(200, json -> PastDecisionsJson.write(json, account, decisions));
    }
}
