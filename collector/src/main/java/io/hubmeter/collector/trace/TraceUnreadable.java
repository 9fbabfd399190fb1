package io.hubmeter.collector.trace;

import org.jspecify.annotations.Nullable;

/** A trace file cannot be used as a whole, so that nothing of it is used; the message is for people. */
public final class TraceUnreadable extends Exception {
    private static final long serialVersionUID = 1L;

    TraceUnreadable(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
