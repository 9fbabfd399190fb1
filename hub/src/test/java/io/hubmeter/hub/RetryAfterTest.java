package io.hubmeter.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RetryAfterTest {
    private static final Instant NOW = Instant.parse("2026-11-06T08:49:37Z");

    @Test
    void isSecondsOrADate() {
        assertThat(RetryAfter.parse(" 120 ", NOW)).contains(Duration.ofMinutes(2));
        assertThat(RetryAfter.parse("Fri, 06 Nov 2026 08:50:07 GMT", NOW)).contains(Duration.ofSeconds(30));
    }

    @Test
    void staysWithinItsBounds() {
        assertThat(RetryAfter.parse("0", NOW)).contains(Duration.ofSeconds(1));
        assertThat(RetryAfter.parse("Fri, 06 Nov 2026 08:00:00 GMT", NOW)).contains(Duration.ofSeconds(1));
        assertThat(RetryAfter.parse("601", NOW)).contains(RetryAfter.MOST);
        assertThat(RetryAfter.parse("999999999999999999", NOW)).contains(RetryAfter.MOST);
        assertThat(RetryAfter.parse("Fri, 31 Dec 9999 23:59:59 GMT", NOW)).contains(RetryAfter.MOST);
    }

    @Test
    void isIgnoredWhenItIsNeither() {
        assertThat(RetryAfter.parse("", NOW)).isEmpty();
        assertThat(RetryAfter.parse("-5", NOW)).isEmpty();
        assertThat(RetryAfter.parse("soon", NOW)).isEmpty();
        assertThat(RetryAfter.parse("9999999999999999999", NOW)).isEmpty();
        assertThat(RetryAfter.parse("Fri, 99 Nov 2026 08:50:07 GMT", NOW)).isEmpty();
    }
}
