package io.hubmeter.pages.user;

import io.hubmeter.pages.text.Exact;
import org.jspecify.annotations.Nullable;

/**
 * Whether a server of one size could start now.
 *
 * @param name the size's name
 * @param size what it holds, {@code 2 CPU · 4 GiB}
 * @param isPossible whether it could
 * @param answer how long it could run, {@code 1 h 14 min}, {@code No end in sight}; or {@code Not now}, {@code Not for you}
 * @param detail until when, why not, and from when on it could; null if there is nothing to say
 * @param again from when on it could; null if it can now, or never
 * @param againShort the same for a narrow column
 */
public record StartOption(
        String name,
        String size,
        boolean isPossible,
        String answer,
        @Nullable String detail,
        @Nullable Exact again,
        @Nullable Exact againShort) {}
