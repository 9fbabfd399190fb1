package io.hubmeter.api.access;

/** A caller asked for what the token is not for; says what it is for. */
public final class Forbidden extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String element;
    private final String found;
    private final String expected;

    /**
     * A refusal.
     *
     * @param element where it was asked: {@code token}, a JSON pointer into the body, or a name such as {@code path realm}
     * @param found what was asked for
     * @param expected what the token is for
     */
    public Forbidden(String element, String found, String expected) {
        super("%s: found %s, expected %s".formatted(element, found, expected), null, false, false);
        this.element = element;
        this.found = found;
        this.expected = expected;
    }

    /** Where it was asked. */
    public String element() {
        return element;
    }

    /** What was asked for. */
    public String found() {
        return found;
    }

    /** What the token is for. */
    public String expected() {
        return expected;
    }
}
