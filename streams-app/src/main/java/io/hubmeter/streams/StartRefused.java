package io.hubmeter.streams;

import java.util.List;

/** What the stream processor rests on is not as it must be; nothing was processed. */
public final class StartRefused extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** With every problem found: each names element, value found, value expected and what to do. */
    StartRefused(List<String> problems) {
        super(String.join(System.lineSeparator(), problems));
    }

    StartRefused(String problem, Throwable cause) {
        super(problem, cause);
    }
}
