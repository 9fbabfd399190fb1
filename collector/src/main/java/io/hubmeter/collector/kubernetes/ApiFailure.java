package io.hubmeter.collector.kubernetes;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The API server's refusal of a request, or an error event that ends a watch. */
public final class ApiFailure extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int GONE = 410;
    private static final int FORBIDDEN = 403;

    private final int code;
    private final transient @Nullable Duration retryAfter;

    /**
     * A refusal.
     *
     * @param code the HTTP status, or that of the {@code Status} object in an error event
     * @param retryAfter how long the server wants to be left alone; null if it does not say
     */
    ApiFailure(int code, String message, @Nullable Duration retryAfter) {
        super("the API server refused with " + message);
        this.code = code;
        this.retryAfter = retryAfter;
    }

    /** The HTTP status, or that of the {@code Status} object in an error event. */
    public int code() {
        return code;
    }

    /** How long the server wants to be left alone; null if it does not say. */
    @Nullable
    Duration retryAfter() {
        return retryAfter;
    }

    /** Whether the version asked for is older than what the server keeps: only a new list helps. */
    boolean isGone() {
        return code == GONE;
    }

    /** Whether a verb is missing in the collector's role. */
    boolean isForbidden() {
        return code == FORBIDDEN;
    }
}
