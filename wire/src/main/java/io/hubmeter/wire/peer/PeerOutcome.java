package io.hubmeter.wire.peer;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * How a question went.
 *
 * @param <T> how the body of an answer is read
 * @param answer null if there is none
 * @param failure why there is none; null if there is one
 */
public record PeerOutcome<T>(
        @Nullable PeerAnswer<T> answer, @Nullable IOException failure) {}
