package io.hubmeter.api.metrics;

import java.time.Duration;

/** Writes windows as policies do. */
final class WindowText {
    private static final long SECONDS_A_DAY = 86_400;
    private static final long SECONDS_AN_HOUR = 3_600;
    private static final long SECONDS_A_MINUTE = 60;

    private WindowText() {}

    /** {@code 30d}, {@code 12h}, {@code 90m}, {@code 45s}, {@code 1500ms}: the largest unit that divides it. */
    static String of(Duration window) {
        long seconds = window.toSeconds();
        if (window.toMillisPart() != 0) {
            return window.toMillis() + "ms";
        }
        if (seconds % SECONDS_A_DAY == 0) {
            return seconds / SECONDS_A_DAY + "d";
        }
        if (seconds % SECONDS_AN_HOUR == 0) {
            return seconds / SECONDS_AN_HOUR + "h";
        }
        return seconds % SECONDS_A_MINUTE == 0 ? seconds / SECONDS_A_MINUTE + "m" : seconds + "s";
    }
}
