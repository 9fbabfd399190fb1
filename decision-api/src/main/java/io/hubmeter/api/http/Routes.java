package io.hubmeter.api.http;

import io.helidon.webserver.http.Handler;
import io.hubmeter.api.admission.PodReviews;
import io.hubmeter.api.authzen.Evaluator;
import io.hubmeter.api.decision.DecisionService;
import io.hubmeter.api.decision.Realms;
import io.hubmeter.api.view.UsageView;
import java.util.List;
import java.util.Map;

/**
 * Every route, its handler and the statuses it can end in.
 *
 * <p>All of them can also end in 405 for another method; every path that is not here ends in 404. A permit, a denial and an
 * unknown are answers, so all are 200. What is not well-formed HTTP ends in 400 before it gets here. The contract in {@code
 * openapi.yaml} says the same, and a test holds the two together.
 */
public final class Routes {
    /** Bodies that may be larger than others, in bytes: two pods of 1.5 MB each, and a hundred evaluations. */
    private static final Map<String, Integer> LARGER_BODIES =
            Map.of(AdmissionHandler.PATH, 3 << 20, AuthZenHandler.EVALUATIONS, 1 << 20);

    private Routes() {}

    static List<Route> all(DecisionService service, UsageView view, Realms realms, Bounds bounds, Faces faces) {
        DecisionHandler decisions = new DecisionHandler(service, realms);
        UsageHandler usage = new UsageHandler(service, bounds);
        ReportHandler report = new ReportHandler(service, view, bounds);
        PolicyHandler policy = new PolicyHandler(view);
        HealthHandler health = new HealthHandler(service, view);
        AuthZenHandler authZen = new AuthZenHandler(new Evaluator(service, realms), faces.publicUri());
        AdmissionHandler admission =
                new AdmissionHandler(new PodReviews(service, realms, faces.admission(), faces.owners()));
        return List.of(
                Route.of("POST", "/v1/decisions", decisions::decide, 200, 400, 413, 415),
                Route.of("GET", "/v1/accounts/{realm}/{user}/usage", usage::usage, 200, 400, 503),
                Route.of("GET", "/v1/report", report::report, 200, 400, 503),
                Route.of("GET", "/v1/policy", policy::policy, 200, 400, 404, 503),
                Route.of("POST", AuthZenHandler.EVALUATION, authZen::evaluation, 200, 400, 413, 415),
                Route.of("POST", AuthZenHandler.EVALUATIONS, authZen::evaluations, 200, 400, 413, 415),
                Route.of("GET", AuthZenHandler.METADATA, authZen::metadata, 200, 400),
                Route.of("POST", AdmissionHandler.PATH, admission::review, 200, 400, 413, 415),
                Route.of("GET", "/health/live", health::live, 200, 400),
                Route.of("GET", "/health/ready", health::ready, 200, 400, 503),
                Route.of("GET", "/openapi.yaml", ContractHandler::contract, 200, 400));
    }

    /** All routes as one handler for the web server. */
    public static Handler handler(DecisionService service, UsageView view, Realms realms, Bounds bounds, Faces faces) {
        return new Router(all(service, view, realms, bounds, faces), bounds.bodyBytes(), LARGER_BODIES);
    }
}
