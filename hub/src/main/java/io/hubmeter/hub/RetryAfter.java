package io.hubmeter.hub;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Pattern;

/** The header that says when to ask again: seconds, or a date of HTTP (RFC 9110, section 10.2.3). */
public final class RetryAfter {
    /** Who asks for more waits no longer: a mistyped date must not silence a source for ever. */
    public static final Duration MOST = Duration.ofMinutes(10);

    private static final Duration LEAST = Duration.ofSeconds(1);
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,18}");

    private RetryAfter() {}

    /** How long to wait, 1 s to {@link #MOST}; empty if the text is neither. */
    public static Optional<Duration> parse(String text, Instant now) {
        String trimmed = text.strip();
        if (SECONDS.matcher(trimmed).matches()) {
            return Optional.of(bounded(Duration.ofSeconds(Long.parseLong(trimmed))));
        }
        try {
            Instant at = ZonedDateTime.parse(trimmed, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return Optional.of(bounded(Duration.between(now, at)));
        } catch (DateTimeException neither) {
            return Optional.empty();
        }
    }

    private static Duration bounded(Duration wanted) {
        Duration atLeast = wanted.compareTo(LEAST) < 0 ? LEAST : wanted;
        return atLeast.compareTo(MOST) > 0 ? MOST : atLeast;
    }
}
