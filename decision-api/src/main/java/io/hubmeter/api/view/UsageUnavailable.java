package io.hubmeter.api.view;

/** No copy of the data that was asked for can be reached now; asking again later may succeed. */
public final class UsageUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** For people: what could not be reached, and why. */
    public UsageUnavailable(String message) {
        super(message);
    }

    /** The same with its cause. */
    public UsageUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
