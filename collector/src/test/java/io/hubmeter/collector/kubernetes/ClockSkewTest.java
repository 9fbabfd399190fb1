package io.hubmeter.collector.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClockSkewTest {
    private static final Instant NINE = Instant.parse("2026-01-05T09:00:00Z");
    private static final String DATE = "Mon, 5 Jan 2026 09:00:00 GMT";

    /** A second is not told more closely, and an answer may have been under way for as long as it was waited for. */
    @ParameterizedTest
    @CsvSource({
        // sent, received: milliseconds by the collector's clock after the Date; the difference told
        "0, 10, 0",
        "990, 999, 0",
        "1000, 1010, 0",
        "-30000, 10, 0",
        "-700, -600, 0.6",
        "-600010, -600000, 600",
        "7000, 7010, -6",
        "600000, 600010, -599"
    })
    void theLeastDifferenceThatExplainsTheDateIsTold(long sentMs, long receivedMs, double seconds) {
        ClockSkew skew = new ClockSkew("kubernetes/test", () -> NINE.plusMillis(receivedMs));
        skew.answered(DATE, NINE.plusMillis(sentMs));

        assertThat(skew.seconds()).isEqualTo(seconds);
    }

    @Test
    void onlyADifferenceThatMattersIsWarnedOf() {
        assertThat(warning(-5_000)).isNull();
        assertThat(warning(-5_100))
                .isEqualTo("the API server's clock is 5 s ahead of the collector's, expected at most 5 s between them");
        assertThat(warning(6_000)).isNull();
        assertThat(warning(8_000)).contains("is 7 s behind the collector's");
    }

    @ParameterizedTest
    @CsvSource({"yesterday", "''", "2026-01-05T09:00:00Z"})
    void whatIsNoDateTellsNothing(String date) {
        ClockSkew skew = new ClockSkew("kubernetes/test", () -> NINE);
        skew.answered(date, NINE);
        skew.answered(null, NINE);

        assertThat(skew.seconds()).isZero();
    }

    private static @Nullable String warning(long atMs) {
        ClockSkew skew = new ClockSkew("kubernetes/test", () -> NINE.plusMillis(atMs));
        skew.answered(DATE, NINE.plusMillis(atMs));
        return skew.warning();
    }
}
