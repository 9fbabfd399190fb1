package io.hubmeter.api.access;

import java.util.List;

/** Tokens that cannot be used; the message has every problem, a line each. */
public final class TokensUnusable extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    TokensUnusable(List<String> problems) {
        super(String.join(System.lineSeparator(), problems));
        this.problems = List.copyOf(problems);
    }

    /** One line each: where, what was found, what is expected. */
    public List<String> problems() {
        return problems;
    }
}
