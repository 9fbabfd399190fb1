package io.hubmeter.api.access;

/** Who may call a route. */
public enum Access {
    /** Everybody, with or without a token. */
    ANYONE("nobody's in particular"),
    /** Every caller with a valid token. */
    ANY_TOKEN("any valid token"),
    /** Hubs, each for itself, and admins. */
    HUB("a hub's or an admin's token"),
    /** API servers that admit pods, and admins. */
    ADMISSION("an admission or an admin's token"),
    /** Whoever collects metrics, and admins. */
    METRICS("a metrics or an admin's token"),
    /** Admins alone. */
    ADMIN("an admin's token");

    private final String expected;

    Access(String expected) {
        this.expected = expected;
    }

    /** Whether a token is needed at all. */
    public boolean needsToken() {
        return this != ANYONE;
    }

    /** Whether a caller has the right role; for which hub is for {@link Permissions} to say. */
    public boolean permits(Caller caller) {
        return switch (caller) {
            case Caller.Admin admin -> true;
            case Caller.Hub hub -> this == ANYONE || this == ANY_TOKEN || this == HUB;
            case Caller.Admission admission -> this == ANYONE || this == ANY_TOKEN || this == ADMISSION;
            case Caller.Metrics metrics -> this == ANYONE || this == ANY_TOKEN || this == METRICS;
        };
    }

    /** In words, which token is needed. */
    public String expected() {
        return expected;
    }
}
