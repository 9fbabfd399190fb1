package io.hubmeter.wire.peer;

import org.jspecify.annotations.Nullable;

/**
 * What another process answered, whatever its status.
 *
 * @param <T> how the body is read
 * @param status such as 200
 * @param type the body's media type; null if none was said
 * @param tag the header {@code ETag}; null if there was none
 * @param body no bytes if there was none
 */
public record PeerAnswer<T>(
        int status, @Nullable String type, @Nullable String tag, T body) {}
