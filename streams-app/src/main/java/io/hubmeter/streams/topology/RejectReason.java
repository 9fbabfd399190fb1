package io.hubmeter.streams.topology;

/** Why the topology did not accept a record; the codes are stable and listed in {@code docs/errors.md}. */
public enum RejectReason {
    /** The key is not {@code realm/user}, or says another user than the value. */
    BAD_ACCOUNT("bad-account"),
    /** A policy that cannot be worked by; the one before stays in force. */
    BAD_POLICY("bad-policy"),
    /** A grant, correction or void that makes no sense, or comes too late. */
    BAD_GRANT("bad-grant"),
    /** What a culler says it did makes no sense. */
    BAD_STOP("bad-stop"),
    /** A recorded decision that makes no sense. */
    BAD_DECISION("bad-decision"),
    /** The record cannot be read as what its topic holds. */
    UNREADABLE("unreadable"),
    /** A change of a pod that tells of no pod. */
    EMPTY_CHANGE("empty-change"),
    /** A rate is negative, or greater than any cluster could hold. */
    ABSURD_RATE("absurd-rate"),
    /** A pod ends before it starts. */
    END_BEFORE_START("end-before-start"),
    /** An instant before 1970. */
    BEFORE_EPOCH("before-epoch"),
    /** An instant later than the source could know when it observed it. */
    IN_THE_FUTURE("in-the-future"),
    /** Older than readings are kept. */
    TOO_LATE("too-late"),
    /** One more change of rates than a pod may have. */
    TOO_MANY_CHANGES("too-many-changes");

    private final String code;

    RejectReason(String code) {
        this.code = code;
    }

    /** The stable code. */
    public String code() {
        return code;
    }
}
