package io.hubmeter.collector.notation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationTextTest {

    @ParameterizedTest
    @CsvSource({"0,0", "500ms,500", "15s,15000", "10m,600000", "1m30s,90000", "1s500ms,1500", "1w,604800000"})
    void millisecondsAreTheSmallestUnit(String text, long ms) {
        assertThat(DurationText.parseMillis(text)).contains(Duration.ofMillis(ms));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "15", "-1s", "1.5s", "ms", "15 s", "1s1m", "1ms1s", "1234567890s", "15S"})
    void anythingElseIsNone(String text) {
        assertThat(DurationText.parseMillis(text)).isEmpty();
        assertThat(DurationText.parse(text)).isEmpty();
    }

    @Test
    void policyFilesHaveNoMilliseconds() {
        assertThat(DurationText.parse("500ms")).isEmpty();
        assertThat(DurationText.parse("15s")).contains(Duration.ofSeconds(15));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0s", "500ms", "1m30s", "1d12h", "2s5ms"})
    void whatIsShownCanBeRead(String text) {
        assertThat(DurationText.parseMillis(text)).map(DurationText::of).contains(text);
    }
}
