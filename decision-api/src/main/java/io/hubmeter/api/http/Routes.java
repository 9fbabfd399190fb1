package io.hubmeter.api.http;

import io.helidon.webserver.http.Handler;
import io.hubmeter.api.decision.DecisionService;
import io.hubmeter.api.decision.Realms;
import io.hubmeter.api.view.UsageView;
import java.util.List;

/**
 * Every route, its handler and the statuses it can end in.
 *
 * <p>All of them can also end in 405 for another method; every path that is not here ends in 404. A permit, a denial and an
 * unknown are answers, so all are 200. What is not well-formed HTTP ends in 400 before it gets here. The contract in {@code
 * openapi.yaml} says the same, and a test holds the two together.
 */
public final class Routes {
    private Routes() {}

    static List<Route> all(DecisionService service, UsageView view, Realms realms, Bounds bounds) {
        DecisionHandler decisions = new DecisionHandler(service, realms);
        UsageHandler usage = new UsageHandler(service, bounds);
        ReportHandler report = new ReportHandler(service, view, bounds);
        PolicyHandler policy = new PolicyHandler(view);
        HealthHandler health = new HealthHandler(service, view);
        return List.of(
                Route.of("POST", "/v1/decisions", decisions::decide, 200, 400, 413, 415),
                Route.of("GET", "/v1/accounts/{realm}/{user}/usage", usage::usage, 200, 400, 503),
                Route.of("GET", "/v1/report", report::report, 200, 400, 503),
                Route.of("GET", "/v1/policy", policy::policy, 200, 400, 404, 503),
                Route.of("GET", "/health/live", health::live, 200, 400),
                Route.of("GET", "/health/ready", health::ready, 200, 400, 503),
                Route.of("GET", "/openapi.yaml", ContractHandler::contract, 200, 400));
    }

    /** All routes as one handler for the web server. */
    public static Handler handler(DecisionService service, UsageView view, Realms realms, Bounds bounds) {
        return new Router(all(service, view, realms, bounds), bounds.bodyBytes());
    }
}
