package io.hubmeter.collector.http;

import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;

/** Answers what never reaches a path, because it is not well-formed HTTP or breaks one of the web server's own bounds. */
final class TransportRefusals implements DirectHandler {

    @Override
    public TransportResponse handle(
            TransportRequest request,
            EventType eventType,
            Status defaultStatus,
            ServerResponseHeaders headers,
            String message) {
        EndpointAnswer answer = switch (eventType) {
            case INTERNAL_ERROR -> EndpointAnswer.refused(500, "The server failed.");
            case PAYLOAD_TOO_LARGE -> EndpointAnswer.refused(413, "The body is too large.");
            case BAD_REQUEST, FORBIDDEN, OTHER, HTTP_VERSION_NOT_SUPPORTED ->
                EndpointAnswer.refused(400, "The request is not well-formed HTTP/1.1.");
        };
        return TransportResponse.builder()
                .status(Status.create(answer.status()))
                .headers(headers)
                .header(HeaderNames.CONTENT_TYPE, answer.contentType())
                .entity(answer.bytes())
                .keepAlive(false)
                .build();
    }
}
