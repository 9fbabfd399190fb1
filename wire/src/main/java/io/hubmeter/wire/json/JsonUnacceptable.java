package io.hubmeter.wire.json;

/** A JSON text is not what was expected; says which element, what was found and what was expected. */
public final class JsonUnacceptable extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int SHOWN_LENGTH = 100;

    private final String element;
    private final String found;
    private final String expected;

    /**
     * An element that is not acceptable.
     *
     * @param element where it is: a JSON pointer (RFC 6901), empty for the whole text, or a name such as {@code query from}
     * @param found the value found; shown shortened
     * @param expected what is acceptable
     */
    public JsonUnacceptable(String element, String found, String expected) {
        super("%s: found %s, expected %s".formatted(element.isEmpty() ? "body" : element, shorten(found), expected));
        this.element = element;
        this.found = shorten(found);
        this.expected = expected;
    }

    private static String shorten(String text) {
        String shown = text.length() <= SHOWN_LENGTH ? text : text.substring(0, SHOWN_LENGTH) + "…";
        StringBuilder wellFormed = new StringBuilder(shown.length());
        // UTF-8 has no form for half a surrogate pair.
        shown.codePoints()
                .forEach(c -> wellFormed.appendCodePoint(
                        c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c));
        return wellFormed.toString();
    }

    /** Where it is. */
    public String element() {
        return element;
    }

    /** The value found, shortened. */
    public String found() {
        return found;
    }

    /** What is acceptable. */
    public String expected() {
        return expected;
    }
}
