package io.hubmeter.collector.policyfile;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as a policy file writes them: {@code 30d}, {@code 12h}, {@code 10m}, {@code 15s}, {@code 1w}, {@code 1d12h}. */
final class DurationText {
    static final String EXPECTED = "a duration such as 30d, 12h, 10m, 15s or 1d12h";

    /** Largest unit first, each at most once; nine digits keep the sum far from overflow. */
    private static final Pattern SYNTAX =
            Pattern.compile("(?:(\\d{1,9})w)?(?:(\\d{1,9})d)?(?:(\\d{1,9})h)?(?:(\\d{1,9})m)?(?:(\\d{1,9})s)?");

    private static final int[] UNIT_SECONDS = {7 * 86_400, 86_400, 3_600, 60, 1};
    private static final String[] UNITS = {"w", "d", "h", "m", "s"};

    private DurationText() {}

    /** The duration written; a bare {@code 0} is zero. Empty if it is none. */
    static Optional<Duration> parse(String text) {
        if (text.equals("0")) {
            return Optional.of(Duration.ZERO);
        }
        Matcher matcher = SYNTAX.matcher(text);
        if (text.isEmpty() || !matcher.matches()) {
            return Optional.empty();
        }
        long seconds = 0;
        for (int i = 0; i < UNIT_SECONDS.length; i++) {
            String digits = matcher.group(i + 1);
            seconds += digits == null ? 0 : Long.parseLong(digits) * UNIT_SECONDS[i];
        }
        return Optional.of(Duration.ofSeconds(seconds));
    }

    /** The duration in days and smaller units, as it may be written; whole seconds. */
    static String of(Duration duration) {
        StringBuilder text = new StringBuilder();
        long rest = duration.toSeconds();
        for (int i = 1; i < UNIT_SECONDS.length; i++) {
            long count = rest / UNIT_SECONDS[i];
            rest %= UNIT_SECONDS[i];
            text.append(count == 0 ? "" : count + UNITS[i]);
        }
        return text.isEmpty() ? "0s" : text.toString();
    }
}
