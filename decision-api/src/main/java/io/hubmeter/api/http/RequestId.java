package io.hubmeter.api.http;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import java.util.Optional;

/** The caller's own name for a request, sent back as it came so that the caller can match the two. */
final class RequestId {
    /** The header that it comes in, and goes back in. */
    static final HeaderName HEADER = HeaderNames.create("X-Request-ID");

    private static final int LONGEST = 128;

    private RequestId() {}

    /** The name, without anything but visible ASCII and cut to 128 characters; empty if there is none. */
    static Optional<String> of(Headers headers) {
        return headers.first(HEADER).map(RequestId::sanitized).filter(id -> !id.isEmpty());
    }

    private static String sanitized(String id) {
        return id.chars()
                .filter(c -> c > 0x20 && c < 0x7F)
                .limit(LONGEST)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
