package io.hubmeter.pods;

/** Why a pod cannot be published; the codes are stable and listed in {@code docs/errors.md}. */
public enum UnusableReason {
    /** It is not JSON, not a pod, or lacks what every pod has. */
    UNREADABLE_POD("unreadable-pod"),
    /** A quantity is not written as Kubernetes writes quantities. */
    BAD_QUANTITY("bad-quantity"),
    /** A quantity is below zero. */
    NEGATIVE_QUANTITY("negative-quantity"),
    /** An instant that the charge depends on is missing or not written as Kubernetes writes instants. */
    BAD_TIMESTAMP("bad-timestamp"),
    /** The configured mapping makes an unacceptable name of an extended resource. */
    BAD_RESOURCE("bad-resource");

    private final String code;

    UnusableReason(String code) {
        this.code = code;
    }

    /** The stable code. */
    public String code() {
        return code;
    }
}
