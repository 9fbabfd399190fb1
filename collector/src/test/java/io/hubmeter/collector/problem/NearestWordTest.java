package io.hubmeter.collector.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestWordTest {
    private static final List<String> KNOWN = List.of("description", "limits");

    @Test
    void slipOfTheFingerIsFound() {
        assertThat(NearestWord.to("limit", KNOWN)).isEqualTo("limits");
        assertThat(NearestWord.to("LIMTIS", KNOWN)).isEqualTo("limits");
        assertThat(NearestWord.to("desciption", KNOWN)).isEqualTo("description");
    }

    @Test
    void anotherWordSuggestsNothing() {
        assertThat(NearestWord.to("quota", KNOWN)).isNull();
        assertThat(NearestWord.to("", KNOWN)).isNull();
    }
}
