package io.hubmeter.api.notation;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;

/** An instant as RFC 3339 has it, to the millisecond. */
public final class InstantText {
    /** What is accepted, for messages. */
    public static final String EXPECTED = "an RFC 3339 time such as 2026-11-01T12:00:00Z, from 1970 to 9999";

    private static final DateTimeFormatter RFC3339_MS = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999Z");
    private static final int LONGEST = 40;

    private InstantText() {}

    /** The instant, cut to the millisecond; empty if it is none, or out of range. */
    public static Optional<Instant> parse(String written) {
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

    /** An instant in UTC with three decimals: {@code 2026-11-01T12:00:00.000Z}. */
    public static String of(Instant at) {
        return at.isBefore(Instant.EPOCH) || at.isAfter(LAST) ? RFC3339_MS.format(at) : digits(at);
    }

    /** The same from 1970 to 9999, where each field has a fixed width; answers hold many of these. */
    private static String digits(Instant at) {
        LocalDateTime utc = LocalDateTime.ofEpochSecond(at.getEpochSecond(), at.getNano(), ZoneOffset.UTC);
        StringBuilder text = new StringBuilder(LONGEST);
        text.append(utc.getYear());
        two(text.append('-'), utc.getMonthValue());
        two(text.append('-'), utc.getDayOfMonth());
        two(text.append('T'), utc.getHour());
        two(text.append(':'), utc.getMinute());
        two(text.append(':'), utc.getSecond());
        int ms = utc.getNano() / 1_000_000;
        text.append('.').append((char) ('0' + ms / 100));
        two(text, ms % 100);
        return text.append('Z').toString();
    }

    private static void two(StringBuilder text, int number) {
        text.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
    }
}
