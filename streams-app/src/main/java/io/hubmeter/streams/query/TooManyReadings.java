package io.hubmeter.streams.query;

/** There are more readings between two instants than one answer may have; a shorter time has fewer. */
public final class TooManyReadings extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int most;

    TooManyReadings(int most) {
        super("readings: found more than %d, expected at most %d; ask for a shorter time".formatted(most, most));
        this.most = most;
    }

    /** How many there may be. */
    public int most() {
        return most;
    }
}
