package io.hubmeter.api.notation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class InstantTextTest {
    private static final DateTimeFormatter EXPECTED = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final long SEED = 20_261_123;
    private static final int CASES = 20_000;
    private static final long FIRST_S = Instant.parse("-0005-01-01T00:00:00Z").getEpochSecond();
    private static final long LAST_S = Instant.parse("+10005-01-01T00:00:00Z").getEpochSecond();

    @Test
    void anInstantIsWrittenInUtcWithThreeDecimalsWhateverItIs() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < CASES; i++) {
            Instant at = Instant.ofEpochSecond(random.nextLong(FIRST_S, LAST_S), random.nextLong(1_000_000_000));
            assertThat(InstantText.of(at)).as("seed %d, case %d", SEED, i).isEqualTo(EXPECTED.format(at));
        }
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < CASES; i++) {
            Instant at = Instant.ofEpochMilli(random.nextLong(253_402_300_800_000L));
            assertThat(InstantText.parse(InstantText.of(at)))
                    .as("seed %d, case %d", SEED, i)
                    .contains(at);
        }
    }
}
