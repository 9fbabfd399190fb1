package io.hubmeter.api.metrics;

import java.util.Locale;

/** Which way a decision was asked for. */
public enum Face {
    /** {@code POST /v1/decisions}. */
    DECISIONS,
    /** The evaluations of AuthZEN. */
    AUTHZEN,
    /** The admission of pods. */
    ADMISSION,
    /** The web pages. */
    PAGES;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
