package io.hubmeter.core.usage;

/** More lines would have to be held in memory at a time than may be. */
public final class ReportTooLarge extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int most;

    ReportTooLarge(int most) {
        super("lines to hold in memory: found more than %d, expected at most that many".formatted(most));
        this.most = most;
    }

    /** How many may be held. */
    public int most() {
        return most;
    }
}
