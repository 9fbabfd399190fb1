package io.hubmeter.streams.query;

/** This instance has no readable copy of the data that was asked for, now; another instance may, or this one later. */
public final class StateUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What could not be read, and why. */
    public StateUnavailable(String message) {
        super(message);
    }

    /** The same with its cause. */
    public StateUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
