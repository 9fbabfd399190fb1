package io.hubmeter.streams.query;

import io.hubmeter.wire.json.JsonUnacceptable;
import java.util.List;

/**
 * Every route of the query endpoint and what answers it.
 *
 * <p>All can end in 400, which names element, value found and value expected, and those under {@code /query} in 503 with
 * {@code Retry-After} if no copy of what was asked for can be read, here or at another instance; all but health in 401 without the token, if
 * there is one. {@code partition} is for instances among themselves. Instants are milliseconds since 1970, lengths of time milliseconds,
 * exact numbers strings; an account is {@code realm/user}.
 */
final class QueryRoutes {
    private final AccountRoutes account;
    private final ScanRoutes scan;
    private final OwnRoutes own;

    QueryRoutes(AccountRoutes account, ScanRoutes scan, OwnRoutes own) {
        this.account = account;
        this.scan = scan;
        this.own = own;
    }

    /** One path and method. */
    record Route(String method, String path, Answering answering) {}

    /** Answers a call, or throws {@link JsonUnacceptable} or {@link StateUnavailable}. */
    @FunctionalInterface
    interface Answering {
        QueryAnswer answer(QueryCall call);
    }

    List<Route> all() {
        return List.of(
                new Route("POST", "/query/v1/assess", account::assess),
                new Route("POST", "/query/v1/inquire", account::inquire),
                new Route("GET", "/query/v1/groups", account::groups),
                new Route("GET", "/query/v1/history", account::history),
                new Route("GET", "/query/v1/grants", account::grants),
                new Route("GET", "/query/v1/pods", account::pods),
                new Route("GET", "/query/v1/servers", account::servers),
                new Route("GET", "/query/v1/stops", account::stops),
                new Route("GET", "/query/v1/decisions", account::decisions),
                new Route("GET", "/query/v1/accounts", scan::accounts),
                new Route("GET", "/query/v1/rows", scan::rows),
                new Route("GET", "/query/v1/standings", scan::standings),
                new Route("GET", "/query/v1/heard", scan::heard),
                new Route("GET", "/query/v1/policy", own::policy),
                new Route("GET", "/metrics", own::metrics),
                new Route("GET", "/health/live", own::live),
                new Route("GET", "/health/ready", own::ready));
    }
}
