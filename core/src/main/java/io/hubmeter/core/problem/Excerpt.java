package io.hubmeter.core.problem;

/**
 * Text from a file as messages show it: on one line, bounded, with every character that a terminal would act upon escaped.
 *
 * <p>Files come from outside, and their values end up on terminals and in logs.
 */
public final class Excerpt {
    /** The most characters of a value that a message repeats. */
    public static final int MAX_LENGTH = 80;

    /** The most characters of a parser's own message. */
    private static final int MAX_MESSAGE_LENGTH = 400;

    private Excerpt() {}

    /** The text between single quotes. */
    public static String quoted(String text) {
        return '\'' + of(text) + '\'';
    }

    /** The text without quotes; what is longer than {@value #MAX_LENGTH} characters ends in an ellipsis. */
    public static String of(String text) {
        return of(text, MAX_LENGTH);
    }

    /** What a parser says of a file, which may repeat some of it; longer than a value. */
    public static String ofMessage(String text) {
        return of(text, MAX_MESSAGE_LENGTH);
    }

    private static String of(String text, int maxLength) {
        StringBuilder shown = new StringBuilder();
        text.codePoints().limit(maxLength).forEach(c -> append(shown, c));
        if (text.codePointCount(0, text.length()) > maxLength) {
            shown.append('…');
        }
        return shown.toString();
    }

    private static void append(StringBuilder shown, int c) {
        switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> shown.append("\\u{%x}".formatted(c));
            default -> shown.appendCodePoint(c);
        }
    }
}
