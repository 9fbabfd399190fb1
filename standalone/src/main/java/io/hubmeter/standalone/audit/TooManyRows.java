package io.hubmeter.standalone.audit;

/** There are more rows than are held in mind at once; the message says what to do. */
public final class TooManyRows extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooManyRows(String message) {
        super(message);
    }
}
