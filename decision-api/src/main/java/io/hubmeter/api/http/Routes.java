package io.hubmeter.api.http;

import io.helidon.webserver.http.Handler;
import io.hubmeter.api.access.Access;
import io.hubmeter.api.access.AccessTokens;
import io.hubmeter.api.admission.PodReviews;
import io.hubmeter.api.authzen.Evaluator;
import io.hubmeter.api.decision.DecisionService;
import io.hubmeter.api.decision.Realms;
import io.hubmeter.api.grant.GrantJournal;
import io.hubmeter.api.metrics.ApiMetrics;
import io.hubmeter.api.metrics.Face;
import io.hubmeter.api.view.UsageView;
import java.util.List;
import java.util.Map;

/**
 * Every route, who may call it, its handler and the statuses it can end in.
 *
 * <p>Without a known token everything but the routes for {@link Access#ANYONE} ends in 401, whether it is there or not. With
 * one, all of them can also end in 405 for another method; every path that is not here ends in 404. A route that needs a
 * token can end in 401, in 403 for a role that it is not for, and, but for metrics, in 503 while too much is being worked on, so
 * these are not listed. A permit, a denial and an
 * unknown are answers, so all are 200. What is not well-formed HTTP ends in 400 before it gets here. The contract in {@code
 * openapi.yaml} says the same, and a test holds the two together.
 */
public final class Routes {
    /** Bodies that may be larger than others, in bytes: two pods of 1.5 MB each, and a hundred evaluations. */
    private static final Map<String, Integer> LARGER_BODIES =
            Map.of(AdmissionHandler.PATH, 3 << 20, AuthZenHandler.EVALUATIONS, 1 << 20);

    private Routes() {}

    static List<Route> all(
            DecisionService service,
            UsageView view,
            GrantJournal journal,
            Realms realms,
            Bounds bounds,
            Faces faces,
            ApiMetrics metrics) {
        DecisionHandler decisions = new DecisionHandler(metrics.timed(service, Face.DECISIONS), realms);
        UsageHandler usage = new UsageHandler(service, realms, bounds);
        HistoryHandler history = new HistoryHandler(service, view, realms, bounds);
        ReportPlaces places = new ReportPlaces(bounds.reports());
        StandingsHandler standings = new StandingsHandler(service, view, places, bounds);
        ReportHandler report = new ReportHandler(service, view, realms, places, bounds);
        GrantHandler grants = new GrantHandler(service, view, journal, realms);
        PastHandler past = new PastHandler(service, view, realms);
        PolicyHandler policy = new PolicyHandler(view);
        HealthHandler health = new HealthHandler(service, view);
        AuthZenHandler authZen =
                new AuthZenHandler(new Evaluator(metrics.timed(service, Face.AUTHZEN), realms), faces.publicUri());
        AdmissionHandler admission = new AdmissionHandler(
                new PodReviews(metrics.timed(service, Face.ADMISSION), realms, faces.admission(), faces.owners()));
        return List.of(
                Route.of("POST", "/v1/decisions", Access.HUB, decisions::decide, 200, 400, 413, 415),
                Route.of("GET", "/v1/accounts/{realm}/{user}/usage", Access.HUB, usage::usage, 200, 400),
                Route.of("GET", "/v1/accounts/{realm}/{user}/history", Access.HUB, history::history, 200, 400),
                Route.of("GET", "/v1/accounts/{realm}/{user}/servers", Access.HUB, past::servers, 200, 400),
                Route.of("GET", "/v1/accounts/{realm}/{user}/stops", Access.HUB, past::stops, 200, 400),
                Route.of("GET", "/v1/accounts/{realm}/{user}/decisions", Access.HUB, past::decisions, 200, 400),
                Route.of("GET", "/v1/standings", Access.ADMIN, standings::standings, 200, 400),
                Route.of("GET", "/v1/report", Access.ADMIN, report::report, 200, 400),
                Route.of("POST", "/v1/grants", Access.ADMIN, grants::grant, 200, 201, 400, 409, 413, 415),
                Route.of("GET", "/v1/policy", Access.ADMIN, policy::policy, 200, 400, 404),
                Route.of("POST", AuthZenHandler.EVALUATION, Access.HUB, authZen::evaluation, 200, 400, 413, 415),
                Route.of("POST", AuthZenHandler.EVALUATIONS, Access.HUB, authZen::evaluations, 200, 400, 413, 415),
                Route.of("GET", AuthZenHandler.METADATA, Access.ANY_TOKEN, authZen::metadata, 200, 400),
                Route.of("POST", AdmissionHandler.PATH, Access.ADMISSION, admission::review, 200, 400, 413, 415),
                Route.of("GET", MetricsHandler.PATH, Access.METRICS, new MetricsHandler(metrics)::metrics, 200, 400),
                Route.of("GET", "/health/live", Access.ANYONE, health::live, 200, 400),
                Route.of("GET", "/health/ready", Access.ANYONE, health::ready, 200, 400, 503),
                Route.of("GET", "/openapi.yaml", Access.ANY_TOKEN, ContractHandler::contract, 200, 400));
    }

    /** All routes as one handler for the web server. */
    public static Handler handler(
            DecisionService service,
            UsageView view,
            GrantJournal journal,
            Realms realms,
            AccessTokens tokens,
            Bounds bounds,
            Faces faces,
            ApiMetrics metrics) {
        return new Router(
                all(service, view, journal, realms, bounds, faces, metrics), tokens, bounds, LARGER_BODIES, metrics);
    }
}
