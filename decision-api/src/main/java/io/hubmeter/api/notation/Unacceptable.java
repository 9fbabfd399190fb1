package io.hubmeter.api.notation;

/** A request that is not what a specification asks for: a required field is missing, or one is of another type. */
public final class Unacceptable extends Exception {
    private static final long serialVersionUID = 1L;

    private final String pointer;
    private final String found;
    private final String expected;

    /** Says what is wrong where. */
    public Unacceptable(String pointer, String found, String expected) {
        super("%s: found %s, expected %s".formatted(pointer.isEmpty() ? "body" : pointer, found, expected));
        this.pointer = pointer;
        this.found = found;
        this.expected = expected;
    }

    /** Where: a JSON pointer (RFC 6901) into the body, empty for the whole. */
    public String pointer() {
        return pointer;
    }

    /** What was found there. */
    public String found() {
        return found;
    }

    /** What is acceptable. */
    public String expected() {
        return expected;
    }
}
