package io.hubmeter.pages.user;

import io.hubmeter.core.decision.Request;

/**
 * A size of server that the hub offers.
 *
 * @param name what people call it, {@code Standard} for instance; 1 to {@value #LONGEST_NAME} characters
 * @param request what it holds; what is not listed it does not hold
 */
public record ServerSize(String name, Request request) {
    /** The longest name, in UTF-16 units. */
    public static final int LONGEST_NAME = 100;

    /** Checks the name. */
    public ServerSize {
        if (name.isBlank() || name.length() > LONGEST_NAME) {
            throw new IllegalArgumentException("name of a server size: found %d characters, expected 1 to %d"
                    .formatted(name.strip().length(), LONGEST_NAME));
        }
    }
}
