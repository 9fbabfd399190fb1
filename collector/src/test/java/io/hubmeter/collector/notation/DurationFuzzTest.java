package io.hubmeter.collector.notation;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.core.fuzz.Fuzz;
import io.hubmeter.core.fuzz.Mutations;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever is written for a duration, reading it answers; and what it accepts can be written down and read again. */
@Timeout(value = 1, unit = TimeUnit.HOURS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DurationFuzzTest {
    private static final List<String> GOOD =
            List.of("30d", "12h", "10m", "15s", "1w", "1d12h", "0", "999999999w999999999d", "500ms", "1m30s5ms", "0s");
    private static final List<String> SNIPPETS = List.of(
            "w",
            "d",
            "h",
            "m",
            "s",
            "ms",
            "0",
            "1",
            "30",
            "999999999",
            "9999999999",
            " ",
            "-",
            "P1D",
            "PT1H",
            "30 days");

    @Test
    void everyDurationIsReadOrRefusedAndComesBack() {
        double share = Fuzz.check("durations", 20_000, random -> {
            String text = new Mutations(random, GOOD, SNIPPETS).next();
            Optional<Duration> seconds = DurationText.parse(text);
            Optional<Duration> millis = DurationText.parseMillis(text);
            if (seconds.isPresent() && !seconds.equals(millis)) {
                throw new AssertionError("found %s and %s, expected the same of '%s'".formatted(seconds, millis, text));
            }
            if (millis.isEmpty()) {
                return false;
            }
            // Written without weeks, the days may have ten digits, which nobody may write.
            String written = DurationText.of(millis.get());
            if (written.matches("[0-9]{1,9}([^0-9].*)?")
                    && !DurationText.parseMillis(written).equals(millis)) {
                throw new AssertionError("found '%s', expected %s of '%s'".formatted(written, millis, text));
            }
            return true;
        });
        assertThat(share).isBetween(0.1, 0.9);
    }
}
