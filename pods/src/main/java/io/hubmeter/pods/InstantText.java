package io.hubmeter.pods;

import io.hubmeter.core.problem.Excerpt;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Kubernetes' way to write instants, read to the millisecond. */
final class InstantText {
    private static final int MAX_LENGTH = 64;
    private static final Instant AFTER_ALL = Instant.parse("9999-12-31T23:59:59Z");

    private InstantText() {}

    /**
     * The instant; null if nothing is told: a missing one, or one at or before 1970, which is how an instant that was never
     * set is shown (year 1 by Kubernetes, 1970 by container runtimes).
     *
     * @param element where it stands in the pod, for the message
     */
    static @Nullable Instant read(@Nullable String text, String element) throws UnusablePod {
        if (text == null) {
            return null;
        }
        Instant at = text.length() > MAX_LENGTH ? null : parsed(text);
        if (at == null || at.isAfter(AFTER_ALL)) {
            throw bad(Excerpt.quoted(text), element);
        }
        return at.isAfter(Instant.EPOCH) ? at.truncatedTo(ChronoUnit.MILLIS) : null;
    }

    static UnusablePod bad(String found, String element) {
        return new UnusablePod(UnusableReason.BAD_TIMESTAMP, element, found, "an instant such as 2026-11-22T05:06:43Z");
    }

    private static @Nullable Instant parsed(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
