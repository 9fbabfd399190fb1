package io.hubmeter.collector.kubernetes.apiserver;

/** What tells when a pod has ended. */
public enum EndBasis {
    /** It has not ended. */
    NONE,
    /** The latest {@code finishedAt} of its containers, in a terminal phase. */
    FINISHED_AT,
    /** The terminal phase became known, without a {@code finishedAt}. */
    OBSERVED_PHASE,
    /** It was deleted before it reached a terminal phase. */
    OBSERVED_DELETE
}
