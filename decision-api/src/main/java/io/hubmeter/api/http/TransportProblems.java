package io.hubmeter.api.http;

import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;

/** Answers what never reaches a route, because it is not well-formed HTTP or breaks one of the web server's own bounds. */
public final class TransportProblems implements DirectHandler {

    @Override
    public TransportResponse handle(
            TransportRequest request,
            EventType eventType,
            Status defaultStatus,
            ServerResponseHeaders headers,
            String message) {
        Problem problem = switch (eventType) {
            case INTERNAL_ERROR -> Problem.of(ProblemType.INTERNAL_ERROR, "the server failed");
            case PAYLOAD_TOO_LARGE -> Problem.of(ProblemType.BODY_TOO_LARGE, "the body is too large");
            case BAD_REQUEST, FORBIDDEN, OTHER, HTTP_VERSION_NOT_SUPPORTED ->
                Problem.of(ProblemType.MALFORMED_REQUEST, "request: found malformed HTTP, expected HTTP/1.1");
        };
        TransportResponse.Builder response = TransportResponse.builder()
                .status(Status.create(problem.type().status()))
                .headers(headers)
                .header(HeaderNames.CONTENT_TYPE, Answer.PROBLEM)
                .entity(Json.bytes(json -> ProblemJson.write(json, problem)))
                .keepAlive(false);
        RequestId.of(request.headers()).ifPresent(id -> response.header(RequestId.HEADER, id));
        return response.build();
    }
}
