package io.hubmeter.pods;

/**
 * A pod that cannot be published, and why. It says nothing about any other pod: reject it, count it, go on.
 *
 * <p>The message names the element, the value found and the value expected, as in {@code
 * spec.containers[0].resources.requests.cpu: found '1 core', expected a quantity such as 500m or 2Gi}. What it repeats of
 * the pod is bounded.
 */
public final class UnusablePod extends Exception {
    private static final long serialVersionUID = 1L;

    /** The stable reason. */
    private final UnusableReason reason;

    UnusablePod(UnusableReason reason, String element, String found, String expected) {
        super("%s: found %s, expected %s".formatted(element, found, expected));
        this.reason = reason;
    }

    /** The stable reason. */
    public UnusableReason reason() {
        return reason;
    }
}
