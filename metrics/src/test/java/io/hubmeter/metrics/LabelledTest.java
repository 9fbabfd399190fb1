package io.hubmeter.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Label values are people's names, so anything. */
final class LabelledTest {
    private static final List<String> PIECES = List.of(
            "a", "B", "0", "\"", "\\", "\n", "\r", "\t", " ", "{", "}", ",", "=", "#", "\u0000", "ä", "日本", "\u202E",
            "😀", "\uD83D", "\uDE00", "\\n", "\\\"");

    private static String scraped(Labelled gauge) {
        ProcessMetrics metrics = ProcessMetrics.start();
        try (metrics) {
            metrics.add(() -> MetricSnapshots.of(gauge.snapshot()));
            return new String(metrics.scrape(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void anyTextIsReadBackAsItWas() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Set<String> values = new LinkedHashSet<>();
        Labelled gauge = new Labelled("people", "People.", "user");
        for (int i = 0; i < 2_000; i++) {
            StringBuilder value = new StringBuilder();
            for (int n = random.nextInt(6); n >= 0; n--) {
                value.append(PIECES.get(random.nextInt(PIECES.size())));
            }
            gauge.add(i, value.toString());
            values.add(new String(value.toString().getBytes(StandardCharsets.UTF_16BE), StandardCharsets.UTF_16BE));
        }
        assertThat(TextSamples.of(scraped(gauge)).stream()
                        .filter(sample -> sample.name().equals("people"))
                        .map(sample -> sample.labels().get("user")))
                .as("seed %d", seed)
                .containsExactlyInAnyOrderElementsOf(values);
    }

    /** Prometheus refuses all of a scrape in which a series is there twice. */
    @Test
    void namesThatUtf8CannotTellApartAreOneSeries() {
        Labelled gauge = new Labelled("people", "People.", "user");
        gauge.add(1, "x\uD83D");
        gauge.add(2, "x\uDE00");
        assertThat(gauge.size()).isOne();
        assertThat(scraped(gauge)).contains("people{user=\"x\uFFFD\"} 1.0");
    }

    @Test
    void seriesThatAreNotAddedAgainAreGone() {
        Labelled[] gauge = {new Labelled("people", "People.", "user")};
        gauge[0].add(1, "ana");
        try (ProcessMetrics metrics = ProcessMetrics.start()) {
            metrics.add(() -> MetricSnapshots.of(gauge[0].snapshot()));
            assertThat(new String(metrics.scrape(), StandardCharsets.UTF_8)).contains("user=\"ana\"");
            gauge[0] = new Labelled("people", "People.", "user");
            assertThat(new String(metrics.scrape(), StandardCharsets.UTF_8)).doesNotContain("user=\"ana\"");
        }
    }

    @Test
    void theMetricsOfTheJvmAreThere() {
        assertThat(scraped(new Labelled("none", "None.")))
                .contains("jvm_memory_used_bytes{", "jvm_threads_live_threads ");
    }
}
