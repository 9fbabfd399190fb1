package io.hubmeter.collector.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What the API server says when it refuses: mostly a {@code Status} object, but plain text where it has no time for more. */
final class Refusals {
    /** How much of a refusal is read. */
    static final int MOST_BYTES = 4_096;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long LONGEST_WAIT_SECONDS = 120;

    private Refusals() {}

    /** The refusal that a response is. */
    static ApiFailure of(HttpResponse<?> response, byte[] body) {
        byte[] start = Arrays.copyOf(body, Math.min(body.length, MOST_BYTES));
        String text = new String(start, StandardCharsets.UTF_8).strip();
        String message = text;
        try {
            message = JSON.readTree(text).path("message").asText(text);
        } catch (IOException e) {
            // Plain text, as from priority and fairness.
            message = text;
        }
        return new ApiFailure(
                response.code(), response.code() + ": " + message, retryAfter(response.header("Retry-After")));
    }

    /** The refusal in an error event of a watch, whose response began as a success. */
    static ApiFailure of(JsonNode status) {
        int code = status.path("code").asInt(0);
        return new ApiFailure(code, code + ": " + status.path("message").asText("no message"), null);
    }

    private static @Nullable Duration retryAfter(@Nullable String header) {
        if (header == null || !header.strip().matches("[0-9]{1,9}")) {
            return null;
        }
        return Duration.ofSeconds(Math.min(Long.parseLong(header.strip()), LONGEST_WAIT_SECONDS));
    }
}
