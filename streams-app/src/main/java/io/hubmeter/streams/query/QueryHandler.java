package io.hubmeter.streams.query;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.hubmeter.wire.QueryToken;
import io.hubmeter.wire.json.JsonUnacceptable;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the route of a request, has it answered, and turns every error into an answer. */
final class QueryHandler implements Handler {
    private static final Logger LOG = LoggerFactory.getLogger(QueryHandler.class);
    private static final long SCAN_WAIT_MS = 1_000;

    private static final String HEALTH = "/health/";

    private final int bodyBytes;
    private final @Nullable QueryToken token;
    private final Semaphore scans;
    /** Of their own, so that instances that ask each other do not wait for each other. */
    private final Semaphore forwardedScans;

    /** Null until there is something to answer with. */
    private volatile @Nullable List<QueryRoutes.Route> routes;

    QueryHandler(QueryEndpointConfig config) {
        this.bodyBytes = config.bodyBytes();
        this.token = config.token();
        this.scans = new Semaphore(config.scans(), true);
        this.forwardedScans = new Semaphore(config.scans(), true);
    }

    /** Answers by these routes from now on. */
    void route(List<QueryRoutes.Route> all) {
        routes = all;
    }

    @Override
    public void handle(ServerRequest request, ServerResponse response) {
        QueryCall call = new QueryCall(request, bodyBytes);
        QueryAnswer answer = guarded(request, () -> route(request, call));
        if (!call.isSpent()) {
            response.header(HeaderValues.CONNECTION_CLOSE);
        }
        switch (answer) {
            case QueryAnswer.Whole whole -> whole.sendTo(response);
            case QueryAnswer.Lines lines ->
                stream(lines, request, response, call.isForwarded() ? forwardedScans : scans);
        }
        if (!call.isSpent()) {
            throw new CloseConnectionException("a body was left unread");
        }
    }

    private QueryAnswer route(ServerRequest request, QueryCall call) {
        String path = request.prologue().uriPath().rawPath();
        QueryToken secret = token;
        if (secret != null && !path.startsWith(HEALTH) && !secret.isIn(call.header("Authorization"))) {
            return QueryAnswer.failed(
                    401, Map.of("WWW-Authenticate", "Bearer"), "authorization: expected the token of this endpoint");
        }
        List<QueryRoutes.Route> all = routes;
        if (all == null) {
            return path.equals("/health/live")
                    ? QueryAnswer.status(200, "live", "the process starts")
                    : QueryAnswer.unavailable("the process starts");
        }
        String method = request.prologue().method().text();
        List<QueryRoutes.Route> there =
                all.stream().filter(route -> route.path().equals(path)).toList();
        for (QueryRoutes.Route route : there) {
            if (route.method().equals(method)) {
                return route.answering().answer(call);
            }
        }
        if (there.isEmpty()) {
            return QueryAnswer.failed(
                    404, Map.of(), "path: found '%s', expected a path of the query endpoint".formatted(path));
        }
        String allowed = there.getFirst().method();
        return QueryAnswer.failed(
                405, Map.of("Allow", allowed), "method: found %s, expected %s".formatted(method, allowed));
    }

    private static QueryAnswer guarded(ServerRequest request, Supplier<QueryAnswer> attempt) {
        try {
            return attempt.get();
        } catch (UncheckedIOException broken) {
            throw broken;
        } catch (RuntimeException e) {
            return failure(request, e);
        }
    }

    private static QueryAnswer.Whole failure(ServerRequest request, RuntimeException thrown) {
        return switch (thrown) {
            case JsonUnacceptable refusal -> QueryAnswer.bad(400, refusal);
            case StateUnavailable unavailable -> QueryAnswer.unavailable(String.valueOf(unavailable.getMessage()));
            default -> {
                LOG.error("unexpected failure path={}", request.path().rawPath(), thrown);
                yield QueryAnswer.failed(500, Map.of(), "the endpoint failed; its log says why");
            }
        };
    }

    private void stream(QueryAnswer.Lines lines, ServerRequest request, ServerResponse response, Semaphore permits) {
        if (!mayScan(permits)) {
            QueryAnswer.unavailable("scans: found as many as may run at a time; try again")
                    .sendTo(response);
            return;
        }
        LineWriter writer = new LineWriter(response);
        try {
            lines.source().writeTo(writer::line);
            writer.close();
        } catch (UncheckedIOException gone) {
            throw new CloseConnectionException("the caller went away", gone);
        } catch (RuntimeException e) {
            writer.breakOff(failure(request, e), e);
        } finally {
            permits.release();
        }
    }

    /** Histories take milliseconds, so that many who ask at once are answered one after the other. */
    private static boolean mayScan(Semaphore permits) {
        try {
            return permits.tryAcquire(SCAN_WAIT_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Sends the status with the first line, so that what fails before it can still be told. */
    private static final class LineWriter {
        private final ServerResponse response;
        private @Nullable OutputStream out;

        LineWriter(ServerResponse response) {
            this.response = response;
        }

        private OutputStream opened() {
            OutputStream opened = out;
            if (opened == null) {
                response.status(200);
                response.header(HeaderNames.CONTENT_TYPE, QueryAnswer.LINES_TYPE);
                opened = new BufferedOutputStream(response.outputStream());
                out = opened;
            }
            return opened;
        }

        void line(byte[] line) {
            try {
                opened().write(line);
                opened().write('\n');
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void close() {
            try {
                opened().close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Cuts the connection if lines went out: without the last chunk they cannot be taken for all. */
        void breakOff(QueryAnswer.Whole failure, RuntimeException cause) {
            if (out != null) {
                throw new CloseConnectionException("answer broke off", cause);
            }
            failure.sendTo(response);
        }
    }
}
