package io.hubmeter.api.decision;

/** How much a question tells of what the server would hold. */
public enum Size {
    /** What is not listed is not known. */
    AS_LISTED,
    /** What is not listed is not held: a pod tells everything, so that limits on GPUs have no say in one without. */
    WHOLE
}
