package io.hubmeter.collector.http;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What a request is answered with.
 *
 * @param body in UTF-8
 * @param allow the methods that the path takes; null unless the request's is none of them
 */
record EndpointAnswer(
        int status,
        String contentType,
        String body,
        @Nullable String allow) {
    private static final String TEXT = "text/plain; charset=utf-8";

    static EndpointAnswer metrics(String text) {
        return new EndpointAnswer(200, "text/plain; version=0.0.4; charset=utf-8", text, null);
    }

    static EndpointAnswer json(int status, byte[] json) {
        return new EndpointAnswer(status, "application/json", new String(json, StandardCharsets.UTF_8), null);
    }

    /** A sentence; nothing of the request is repeated in it. */
    static EndpointAnswer refused(int status, String sentence) {
        return new EndpointAnswer(status, TEXT, sentence + "\n", null);
    }

    static EndpointAnswer onlyGet() {
        return new EndpointAnswer(405, TEXT, "This path takes GET only.\n", "GET");
    }

    byte[] bytes() {
        return body.getBytes(StandardCharsets.UTF_8);
    }
}
