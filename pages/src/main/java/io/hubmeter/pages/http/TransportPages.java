package io.hubmeter.pages.http;

import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers what never reaches a route, because it is not well-formed HTTP or breaks one of the web server's own bounds. */
public final class TransportPages implements DirectHandler {
    private static final Logger LOG = LoggerFactory.getLogger(TransportPages.class);

    private final ProblemPages pages;

    /** With the pages' templates. */
    public TransportPages(Templates templates) {
        this.pages = new ProblemPages(templates);
    }

    @Override
    public TransportResponse handle(
            TransportRequest request,
            EventType eventType,
            Status defaultStatus,
            ServerResponseHeaders headers,
            String message) {
        int status = eventType == EventType.INTERNAL_ERROR ? 500 : Math.max(400, defaultStatus.code());
        LOG.warn("refused status={} reason=\"not well-formed HTTP\" event={}", status, eventType);
        String sentence = status >= 500
                ? "Something went wrong here. Try again in a moment."
                : "What your browser sent cannot be understood.";
        TransportResponse.Builder response = TransportResponse.builder()
                .status(Status.create(status))
                .headers(headers)
                .header(HeaderNames.CONTENT_TYPE, "text/html; charset=utf-8")
                .header(HeaderNames.CACHE_CONTROL, "no-store")
                .entity(pages.text(status, sentence, null, Locale.ENGLISH).getBytes(StandardCharsets.UTF_8))
                .keepAlive(false);
        SecurityHeaders.ALL.forEach((name, value) -> response.header(HeaderNames.create(name), value));
        return response.build();
    }
}
