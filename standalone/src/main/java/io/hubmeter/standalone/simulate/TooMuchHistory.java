package io.hubmeter.standalone.simulate;

/** More was recorded than is held in memory at once; the message says what to do. */
public final class TooMuchHistory extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooMuchHistory(String message) {
        super(message);
    }
}
