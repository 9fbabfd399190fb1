package io.hubmeter.api.notation;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lengths of time as people write them: {@code 30d}, {@code 5h}, {@code 1h30m}; as policy files have them. */
public final class DurationText {
    /** What is accepted, for messages. */
    public static final String EXPECTED = "a length of time such as 30d, 5h, 90m or 1h30m";

    /** Largest unit first, each at most once; nine digits keep the sum far from overflow. */
    private static final Pattern SYNTAX =
            Pattern.compile("(?:(\\d{1,9})w)?(?:(\\d{1,9})d)?(?:(\\d{1,9})h)?(?:(\\d{1,9})m)?(?:(\\d{1,9})s)?");

    private static final long[] UNIT_S = {7 * 86_400L, 86_400L, 3_600L, 60L, 1L};

    private DurationText() {}

    /** What is written, in whole seconds; empty if it is no length of time. */
    public static Optional<Duration> parse(String written) {
        Matcher matcher = SYNTAX.matcher(written);
        if (written.isEmpty() || !matcher.matches()) {
            return Optional.empty();
        }
        long seconds = 0;
        for (int i = 0; i < UNIT_S.length; i++) {
            String digits = matcher.group(i + 1);
            seconds += digits == null ? 0 : Long.parseLong(digits) * UNIT_S[i];
        }
        return Optional.of(Duration.ofSeconds(seconds));
    }
}
