package io.hubmeter.api.http;

import io.hubmeter.api.notation.InstantText;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The time {@code [from, to)} that a request asks about. */
record Interval(Instant from, Instant to) {
    /** The names of its parameters. */
    static final List<String> PARAMETERS = List.of("from", "to");

    private static final Duration DEFAULT_LENGTH = Duration.ofDays(30);

    /** What a query says; left out, {@code to} is now, and {@code from} 30 days before {@code to}. */
    static Interval of(Map<String, List<String>> query, Instant now) {
        Instant to = instant("to", Call.single(query, "to"), now);
        Instant from = instant("from", Call.single(query, "from"), to.minus(DEFAULT_LENGTH));
        if (!from.isBefore(to)) {
            throw refused("query to", "'" + Json.text(to) + "'", "a time later than from, " + Json.text(from));
        }
        return new Interval(from, to);
    }

    /** The same up to now, refused if it begins later. */
    Interval untilNow(Instant now) {
        if (!to.isAfter(now)) {
            return this;
        }
        if (!from.isBefore(now)) {
            throw refused("query from", "'" + Json.text(from) + "'", "a time before now, " + Json.text(now));
        }
        return new Interval(from, now);
    }

    private static Instant instant(String name, @Nullable String written, Instant otherwise) {
        return written == null
                ? otherwise
                : InstantText.parse(written)
                        .orElseThrow(() -> refused("query " + name, "'" + written + "'", InstantText.EXPECTED));
    }

    private static Problem refused(String element, String found, String expected) {
        return Problem.with(ProblemType.BAD_PARAMETER, element, found, expected);
    }
}
