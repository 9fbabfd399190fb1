package io.hubmeter.api.http;

import org.jspecify.annotations.Nullable;

/** Ends a request with an error that the caller is told of, as RFC 9457 has it. */
final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int SHOWN_LENGTH = 100;

    private final ProblemType type;
    private final @Nullable String pointer;
    private final @Nullable String found;
    private final @Nullable String expected;

    private Problem(
            ProblemType type,
            String detail,
            @Nullable String pointer,
            @Nullable String found,
            @Nullable String expected) {
        super(detail, null, false, false);
        this.type = type;
        this.pointer = pointer;
        this.found = found;
        this.expected = expected;
    }

    /** A problem that is not about one value. */
    static Problem of(ProblemType type, String detail) {
        return new Problem(type, detail, null, null, null);
    }

    /**
     * A problem with one value.
     *
     * @param element where it is: a JSON pointer (RFC 6901) into the body, or {@code query at}, {@code path realm}
     * @param found the value as sent; shown shortened
     * @param expected what is acceptable
     */
    static Problem with(ProblemType type, String element, String found, String expected) {
        String shown = shorten(found);
        String detail = "%s: found %s, expected %s".formatted(element.isEmpty() ? "body" : element, shown, expected);
        boolean inBody = element.isEmpty() || element.startsWith("/");
        return new Problem(type, detail, inBody ? element : null, shown, expected);
    }

    private static String shorten(String text) {
        if (text.length() <= SHOWN_LENGTH) {
            return wellFormed(text);
        }
        return wellFormed(text.substring(0, SHOWN_LENGTH)) + "…";
    }

    /** UTF-8 has no form for half a surrogate pair. */
    static String wellFormed(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints().forEach(c -> clean.appendCodePoint(isSurrogate(c) ? 0xFFFD : c));
        return clean.toString();
    }

    /** Whether a text has half a surrogate pair, which no two stores would keep alike. */
    static boolean isIllFormed(String text) {
        return text.codePoints().anyMatch(Problem::isSurrogate);
    }

    private static boolean isSurrogate(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }

    ProblemType type() {
        return type;
    }

    /** What is wrong with this request. */
    String detail() {
        String message = getMessage();
        return message == null ? type.title() : message;
    }

    /** The JSON pointer into the body; null if the problem is not in it. */
    @Nullable
    String pointer() {
        return pointer;
    }

    /** The value found, shortened; null if the problem is not about one value. */
    @Nullable
    String found() {
        return found;
    }

    /** What is acceptable; null if the problem is not about one value. */
    @Nullable
    String expected() {
        return expected;
    }
}
