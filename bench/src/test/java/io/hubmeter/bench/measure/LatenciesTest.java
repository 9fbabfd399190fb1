package io.hubmeter.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class LatenciesTest {

    /** Whatever the order; and one in a thousand is more than the p99.9. */
    @Test
    void quantilesAreExact() {
        Latencies latencies = new Latencies();
        for (int i = 3_000; i >= 1; i--) {
            latencies.add(i * 1_000_000L);
        }
        assertThat(latencies.size()).isEqualTo(3_000);
        assertThat(latencies.millis(0.5)).isEqualTo(1_500);
        assertThat(latencies.millis(0.99)).isEqualTo(2_970);
        assertThat(latencies.millis(0.999)).isEqualTo(2_997);
        assertThat(latencies.millis(1)).isEqualTo(3_000);
    }

    @Test
    void oneIsEveryQuantile() {
        Latencies latencies = new Latencies();
        latencies.add(1_500_000);
        assertThat(latencies.millis(0.001)).isEqualTo(1.5);
        assertThat(latencies.millis(0.999)).isEqualTo(1.5);
    }

    @Test
    void noneHasNoQuantile() {
        assertThatThrownBy(() -> new Latencies().millis(0.5))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("found none");
    }
}
