package io.hubmeter.collector.notation;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 30d}, {@code 12h}, {@code 10m}, {@code 15s}, {@code 1w}, {@code 1d12h}. */
public final class DurationText {
    /** What {@link #parse} expects, for messages. */
    public static final String EXPECTED = "a duration such as 30d, 12h, 10m, 15s or 1d12h";

    /** What {@link #parseMillis} expects, for messages. */
    public static final String EXPECTED_MILLIS = "a duration such as 500ms, 15s, 10m or 1m30s";

    /** Largest unit first, each at most once; nine digits keep the sum far from overflow. */
    private static final String WHOLE_SECONDS =
            "(?:(\\d{1,9})w)?(?:(\\d{1,9})d)?(?:(\\d{1,9})h)?(?:(\\d{1,9})m)?(?:(\\d{1,9})s)?";

    private static final Pattern SECONDS_SYNTAX = Pattern.compile(WHOLE_SECONDS);
    private static final Pattern MILLIS_SYNTAX = Pattern.compile(WHOLE_SECONDS + "(?:(\\d{1,9})ms)?");

    private static final long[] UNIT_MS = {7 * 86_400_000L, 86_400_000L, 3_600_000L, 60_000L, 1_000L, 1L};
    private static final String[] UNITS = {"w", "d", "h", "m", "s", "ms"};

    private DurationText() {}

    /** The duration written, in whole seconds; a bare {@code 0} is zero. Empty if it is none. */
    public static Optional<Duration> parse(String text) {
        return parse(text, SECONDS_SYNTAX);
    }

    /** The duration written, with milliseconds as the smallest unit; a bare {@code 0} is zero. Empty if it is none. */
    public static Optional<Duration> parseMillis(String text) {
        return parse(text, MILLIS_SYNTAX);
    }

    private static Optional<Duration> parse(String text, Pattern syntax) {
        if (text.equals("0")) {
            return Optional.of(Duration.ZERO);
        }
        Matcher matcher = syntax.matcher(text);
        if (text.isEmpty() || !matcher.matches()) {
            return Optional.empty();
        }
        long ms = 0;
        for (int i = 0; i < matcher.groupCount(); i++) {
            String digits = matcher.group(i + 1);
            ms += digits == null ? 0 : Long.parseLong(digits) * UNIT_MS[i];
        }
        return Optional.of(Duration.ofMillis(ms));
    }

    /** The duration in days and smaller units, as it may be written; what is finer than a millisecond is left out. */
    public static String of(Duration duration) {
        StringBuilder text = new StringBuilder();
        long rest = duration.toMillis();
        for (int i = 1; i < UNIT_MS.length; i++) {
            long count = rest / UNIT_MS[i];
            rest %= UNIT_MS[i];
            text.append(count == 0 ? "" : count + UNITS[i]);
        }
        return text.isEmpty() ? "0s" : text.toString();
    }
}
