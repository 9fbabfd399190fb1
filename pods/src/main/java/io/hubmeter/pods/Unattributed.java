package io.hubmeter.pods;

/** Why nobody is charged for a pod; the codes are stable and listed in {@code docs/errors.md}. */
public enum Unattributed {
    /** It only keeps room for users that may come. */
    PLACEHOLDER("placeholder"),
    /** Nothing on it names a user. */
    NO_USER("no-user"),
    /** What names its user cannot be the name of one. */
    BAD_USER("bad-user"),
    /** Nothing is known of the Dask cluster it belongs to. */
    UNKNOWN_CLUSTER("unknown-cluster");

    private final String code;

    Unattributed(String code) {
        this.code = code;
    }

    /** The stable code. */
    public String code() {
        return code;
    }
}
