package io.hubmeter.api.http;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** An instant as RFC 3339 has it, read to the millisecond. */
final class InstantText {
    /** What is accepted, for messages. */
    static final String EXPECTED = "an RFC 3339 time such as 2026-11-01T12:00:00Z, from 1970 to 9999";

    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999Z");
    private static final int LONGEST = 40;

    private InstantText() {}

    /** The instant; empty if it is none, or out of range. */
    static Optional<Instant> parse(String written) {
        if (written.length() > LONGEST) {
            return Optional.empty();
        }
        try {
            Instant at = OffsetDateTime.parse(written).toInstant().truncatedTo(ChronoUnit.MILLIS);
            return at.isBefore(Instant.EPOCH) || at.isAfter(LAST) ? Optional.empty() : Optional.of(at);
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
