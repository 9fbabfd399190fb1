package io.hubmeter.collector.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.hubmeter.collector.source.Reporting;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every path there is, and what is said of all others. */
final class EndpointHandler implements Handler {
    private static final Logger LOG = LoggerFactory.getLogger(EndpointHandler.class);
    private static final byte[] LIVE = "{\"status\":\"live\"}".getBytes(StandardCharsets.UTF_8);

    private final Map<String, Supplier<EndpointAnswer>> paths;

    EndpointHandler(Supplier<String> metrics, Supplier<@Nullable List<? extends Reporting>> sources) {
        paths = Map.of(
                "/metrics",
                () -> EndpointAnswer.metrics(metrics.get()),
                "/health/live",
                () -> EndpointAnswer.json(200, LIVE),
                "/health/ready",
                () -> ready(Readiness.of(sources.get())));
    }

    private static EndpointAnswer ready(Readiness readiness) {
        return EndpointAnswer.json(readiness.isReady() ? 200 : 503, readiness.json());
    }

    @Override
    public void handle(ServerRequest request, ServerResponse response) {
        EndpointAnswer answer = answer(request);
        response.status(answer.status());
        response.header(HeaderNames.CONTENT_TYPE, answer.contentType());
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        response.header("X-Content-Type-Options", "nosniff");
        if (answer.allow() != null) {
            response.header(HeaderNames.ALLOW, answer.allow());
        }
        // No request has a use for a body, so none is read: what follows it could be taken for another request.
        boolean hasBody = request.content().hasEntity();
        if (hasBody) {
            response.header(HeaderValues.CONNECTION_CLOSE);
        }
        if (request.prologue().method().equals(Method.HEAD)) {
            // A body after the head would be taken for the next answer (RFC 9110, section 9.3.2).
            response.send();
        } else {
            response.send(answer.bytes());
        }
        if (hasBody) {
            throw new CloseConnectionException("a body was left unread");
        }
    }

    private EndpointAnswer answer(ServerRequest request) {
        Supplier<EndpointAnswer> path = paths.get(request.prologue().uriPath().rawPath());
        if (path == null) {
            return EndpointAnswer.refused(404, "There is nothing at this path.");
        }
        if (!request.prologue().method().equals(Method.GET)) {
            return EndpointAnswer.onlyGet();
        }
        try {
            return path.get();
        } catch (RuntimeException bug) {
            LOG.error("unexpected failure path={}", request.prologue().uriPath().rawPath(), bug);
            return EndpointAnswer.refused(500, "The collector failed to answer; its log says why.");
        }
    }
}
