package io.hubmeter.core.problem;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExcerptTest {

    /** A file must not be able to move the cursor of whoever reads the message. */
    @Test
    void charactersThatTerminalsActUponAreEscaped() {
        assertThat(Excerpt.quoted("a\u001b[31m\nb\u202ec")).isEqualTo("'a\\u{1b}[31m\\u{a}b\\u{202e}c'");
    }

    @Test
    void longTextIsCutBetweenCharacters() {
        assertThat(Excerpt.of("😀".repeat(80))).isEqualTo("😀".repeat(80));
        assertThat(Excerpt.of("😀".repeat(81))).isEqualTo("😀".repeat(80) + "…");
    }
}
