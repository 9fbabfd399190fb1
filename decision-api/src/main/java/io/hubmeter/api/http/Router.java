package io.hubmeter.api.http;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.HttpException;
import io.helidon.http.Method;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.hubmeter.api.access.AccessTokens;
import io.hubmeter.api.access.Caller;
import io.hubmeter.api.access.Forbidden;
import io.hubmeter.api.access.Permissions;
import io.hubmeter.api.metrics.ApiMetrics;
import io.hubmeter.api.view.UsageUnavailable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the route of a request, has it answered, and turns every error into problem details.
 *
 * <p>Paths are matched as they were sent and decoded afterwards, so that a {@code %2F} within a user's name does not split it.
 */
final class Router implements Handler {
    private static final Logger LOG = LoggerFactory.getLogger(Router.class);
    private static final Header JSON = HeaderValues.createCached(HeaderNames.CONTENT_TYPE, Answer.JSON);
    private static final Header NO_STORE = HeaderValues.createCached(HeaderNames.CACHE_CONTROL, "no-store");
    private static final Header NO_SNIFF = HeaderValues.createCached("X-Content-Type-Options", "nosniff");
    private static final int UNAUTHORIZED = 401;
    private static final int UNAVAILABLE = 503;

    private final List<Route> routes;
    private final Bearer bearer;
    private final int bodyBytes;
    private final Map<String, Integer> largerBodies;
    private final Turns turns;
    private final ApiMetrics metrics;

    /** A router; bodies of the paths listed may be as large as is said there. */
    Router(
            List<Route> routes,
            AccessTokens tokens,
            Bounds bounds,
            Map<String, Integer> largerBodies,
            ApiMetrics metrics) {
        this.routes = routes;
        this.bearer = new Bearer(tokens);
        this.bodyBytes = bounds.bodyBytes();
        this.largerBodies = largerBodies;
        this.turns = new Turns(bounds);
        this.metrics = metrics;
    }

    @Override
    public void handle(ServerRequest request, ServerResponse response) {
        long beganNs = System.nanoTime();
        RequestId.of(request.headers()).ifPresent(id -> response.header(RequestId.HEADER, id));
        Body body = new Body(
                request, largerBodies.getOrDefault(request.prologue().uriPath().rawPath(), bodyBytes));
        List<Match> matches = matches(request.prologue().uriPath().rawPath());
        Answer answer = answer(request, matches, body);
        try {
            respond(answer, request, response, body);
        } finally {
            note(request, matches, answer, System.nanoTime() - beganNs);
        }
    }

    private static void respond(Answer answer, ServerRequest request, ServerResponse response, Body body) {
        if (answer.status() == UNAUTHORIZED && request.content().hasEntity()) {
            turnAway(answer, request, response, body);
        }
        boolean isSpent = body.discard();
        if (!isSpent) {
            response.header(HeaderValues.CONNECTION_CLOSE);
        }
        send(answer, request, response);
        if (!isSpent) {
            throw new CloseConnectionException("a body was left unread");
        }
    }

    /** By what there are few of: neither paths nor methods that somebody made up. */
    private void note(ServerRequest request, List<Match> matches, Answer answer, long tookNs) {
        String method = request.prologue().method().text();
        String route = matches.isEmpty() ? "none" : matches.getFirst().route().template();
        boolean isKnown =
                matches.stream().anyMatch(match -> match.route().method().equals(method));
        metrics.answered(route, isKnown ? method : "other", answer.status(), tookNs);
    }

    /** Who is not known is answered before a byte of the body is read; what was sent all the same is let run out. */
    private static void turnAway(Answer answer, ServerRequest request, ServerResponse response, Body body) {
        response.header(HeaderValues.CONNECTION_CLOSE);
        send(answer, request, response);
        boolean isSpent = body.discard();
        throw new CloseConnectionException("the caller is not known; body " + (isSpent ? "discarded" : "left unread"));
    }

    private Answer answer(ServerRequest request, List<Match> matches, Body body) {
        try {
            return route(request, matches, body);
        } catch (Problem problem) {
            return Answer.problem(problem, headers(problem));
        } catch (Forbidden forbidden) {
            return Answer.problem(
                    Problem.with(ProblemType.NOT_ALLOWED, forbidden.element(), forbidden.found(), forbidden.expected()),
                    Map.of());
        } catch (UsageUnavailable unavailable) {
            LOG.warn("usage unavailable path={} reason={}", request.path().rawPath(), unavailable.getMessage());
            Problem problem = Problem.of(
                    ProblemType.USAGE_UNAVAILABLE, "usage: found no copy that can be reached, expected one; try again");
            return Answer.problem(problem, headers(problem));
        } catch (HttpException | UncheckedIOException broken) {
            throw broken;
        } catch (RuntimeException bug) {
            LOG.error(
                    "unexpected failure method={} path={}",
                    request.prologue().method(),
                    request.path().rawPath(),
                    bug);
            return Answer.problem(
                    Problem.of(ProblemType.INTERNAL_ERROR, "the server failed; its log says why"), Map.of());
        }
    }

    /** An overload passes; a token can be shown (RFC 6750, section 3). */
    private static Map<String, String> headers(Problem problem) {
        return switch (problem.type()) {
            case TOKEN_MISSING -> Map.of("WWW-Authenticate", "Bearer");
            case TOKEN_UNKNOWN -> Map.of("WWW-Authenticate", "Bearer error=\"invalid_token\"");
            case TOO_BUSY -> Map.of("Retry-After", "1");
            default -> problem.type().status() == UNAVAILABLE ? Map.of("Retry-After", "5") : Map.of();
        };
    }

    /** A route that has the path, with what the path says. */
    private record Match(Route route, Map<String, String> parameters) {}

    private List<Match> matches(String rawPath) {
        List<Match> matches = new ArrayList<>();
        for (Route route : routes) {
            Map<String, String> parameters = route.match(rawPath);
            if (parameters != null) {
                matches.add(new Match(route, parameters));
            }
        }
        return matches;
    }

    private Answer route(ServerRequest request, List<Match> matches, Body body) {
        String method = request.prologue().method().text();
        // Everybody may know of a path that has routes, none of which needs a token.
        boolean isOpen = !matches.isEmpty()
                && matches.stream().noneMatch(match -> match.route().access().needsToken());
        // First of all, so that nobody without a token learns which paths there are.
        Caller caller = isOpen ? null : bearer.callerOf(request.headers());
        for (Match match : matches) {
            if (match.route().method().equals(method)) {
                if (caller != null) {
                    Permissions.requireAccess(caller, match.route().access());
                }
                Call call = new Call(request, match.parameters(), body, caller);
                return match.route().takesTurns()
                        ? turns.inTurn(() -> match.route().handler().answer(call))
                        : match.route().handler().answer(call);
            }
        }
        if (matches.isEmpty()) {
            String rawPath = request.prologue().uriPath().rawPath();
            throw Problem.with(ProblemType.NOT_FOUND, "path", "'" + rawPath + "'", "a path of /openapi.yaml");
        }
        String allow = String.join(
                ", ", matches.stream().map(match -> match.route().method()).toList());
        return Answer.problem(
                Problem.with(ProblemType.METHOD_NOT_ALLOWED, "method", method, allow), Map.of("Allow", allow));
    }

    private static void send(Answer answer, ServerRequest request, ServerResponse response) {
        response.status(answer.status());
        response.header(answer.contentType().equals(Answer.JSON) ? JSON : contentType(answer));
        response.header(NO_STORE);
        response.header(NO_SNIFF);
        answer.headers().forEach(response::header);
        if (request.prologue().method().equals(Method.HEAD)) {
            // A body after the head would be taken for the next answer (RFC 9110, section 9.3.2).
            response.send();
            return;
        }
        if (answer.streamed()) {
            stream(answer, request, response);
            return;
        }
        response.send(answer.body().bytes());
    }

    private static Header contentType(Answer answer) {
        return HeaderValues.create(HeaderNames.CONTENT_TYPE, answer.contentType());
    }

    /** Cuts the connection if the body breaks off: without the last chunk it cannot be taken for whole. */
    private static void stream(Answer answer, ServerRequest request, ServerResponse response) {
        OutputStream out = response.outputStream();
        try {
            answer.body().writeTo(out);
            out.close();
        } catch (IOException | RuntimeException broken) {
            LOG.warn("answer broke off path={} reason={}", request.path().rawPath(), broken.toString());
            throw new CloseConnectionException("answer broke off", broken);
        }
    }
}
