package io.hubmeter.api.grant;

/** A record was not confirmed in time; sending it again with the same id does no harm. */
public final class JournalUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** For people: what did not answer. */
    public JournalUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
