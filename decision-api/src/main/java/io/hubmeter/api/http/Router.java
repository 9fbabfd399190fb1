package io.hubmeter.api.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.HttpException;
import io.helidon.http.Method;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.hubmeter.api.view.UsageUnavailable;
import java.io.ByteArrayOutputStream;
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

    private final List<Route> routes;
    private final int bodyBytes;
    private final Map<String, Integer> largerBodies;

    /** A router; bodies of the paths listed may be as large as is said there. */
    Router(List<Route> routes, int bodyBytes, Map<String, Integer> largerBodies) {
        this.routes = routes;
        this.bodyBytes = bodyBytes;
        this.largerBodies = largerBodies;
    }

    @Override
    public void handle(ServerRequest request, ServerResponse response) {
        RequestId.of(request.headers()).ifPresent(id -> response.header(HeaderNames.create(RequestId.HEADER), id));
        Body body = new Body(
                request, largerBodies.getOrDefault(request.prologue().uriPath().rawPath(), bodyBytes));
        Answer answer = answer(request, body);
        boolean isSpent = body.discard();
        if (!isSpent) {
            response.header(HeaderValues.CONNECTION_CLOSE);
        }
        send(answer, request, response);
        if (!isSpent) {
            throw new CloseConnectionException("a body was left unread");
        }
    }

    private Answer answer(ServerRequest request, Body body) {
        try {
            return route(request, body);
        } catch (Problem problem) {
            return Answer.problem(problem, headers(problem));
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

    /** An overload passes. */
    private static Map<String, String> headers(Problem problem) {
        return problem.type().status() == 503 ? Map.of("Retry-After", "5") : Map.of();
    }

    private Answer route(ServerRequest request, Body body) {
        String rawPath = request.prologue().uriPath().rawPath();
        String method = request.prologue().method().text();
        List<String> allowed = new ArrayList<>();
        for (Route route : routes) {
            Map<String, String> parameters = route.match(rawPath);
            if (parameters != null && route.method().equals(method)) {
                return route.handler().answer(new Call(request, parameters, body));
            }
            if (parameters != null) {
                allowed.add(route.method());
            }
        }
        if (allowed.isEmpty()) {
            throw Problem.with(ProblemType.NOT_FOUND, "path", "'" + rawPath + "'", "a path of /openapi.yaml");
        }
        String allow = String.join(", ", allowed);
        return Answer.problem(
                Problem.with(ProblemType.METHOD_NOT_ALLOWED, "method", method, allow), Map.of("Allow", allow));
    }

    private static void send(Answer answer, ServerRequest request, ServerResponse response) {
        response.status(answer.status());
        response.header(HeaderNames.CONTENT_TYPE, answer.contentType());
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        response.header("X-Content-Type-Options", "nosniff");
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
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            answer.body().writeTo(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        response.send(bytes.toByteArray());
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
