package io.hubmeter.api.view;

/** There are more readings between two instants than one answer may have; a shorter time has fewer. */
public final class TooManyReadings extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int most;

    /**
     * More than so many.
     *
     * @param most how many there may be
     */
    public TooManyReadings(int most) {
        super(
                "readings: found more than %d, expected at most %d; ask for a shorter time".formatted(most, most),
                null,
                false,
                false);
        this.most = most;
    }

    /** How many there may be. */
    public int most() {
        return most;
    }
}
