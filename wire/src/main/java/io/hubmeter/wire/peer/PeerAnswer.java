package io.hubmeter.wire.peer;

import org.jspecify.annotations.Nullable;

/**
 * What another process answered, whatever its status.
 *
 * @param <T> how the body is read
 * @param status such as 200
 * @param type the body's media type; null if none was said
 * @param tag the header {@code ETag}; null if there was none
 * @param answeredBy the header {@value #ANSWERED_BY}; null if there was none: then whoever was asked answered itself
 * @param body no bytes if there was none
 */
public record PeerAnswer<T>(
        int status,
        @Nullable String type,
        @Nullable String tag,
        @Nullable String answeredBy,
        T body) {
    /** Says who has answered what was passed on, as host and port. */
    public static final String ANSWERED_BY = "Hubmeter-Answered-By";
}
