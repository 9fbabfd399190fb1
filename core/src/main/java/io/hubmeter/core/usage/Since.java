package io.hubmeter.core.usage;

import java.time.Instant;

/**
 * Something that holds from an instant on.
 *
 * @param from since when
 * @param value what holds
 * @param <T> its type
 */
public record Since<T>(Instant from, T value) {}
