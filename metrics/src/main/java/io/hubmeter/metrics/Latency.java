package io.hubmeter.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.stream.LongStream;

/** How long something took, as a histogram with the same buckets everywhere. */
public final class Latency {
    private static final Duration[] BUCKETS = LongStream.of(
                    1, 2, 3, 5, 10, 20, 30, 50, 100, 200, 300, 500, 1_000, 2_000, 3_000)
            .mapToObj(Duration::ofMillis)
            .toArray(Duration[]::new);

    private Latency() {}

    /**
     * A histogram of 15 buckets from 1 ms to 3 s.
     *
     * @param name with dots, without unit
     * @param description for people
     */
    public static Timer histogram(MeterRegistry registry, String name, String description, Tags tags) {
        return Timer.builder(name)
                .description(description)
                .tags(tags)
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }
}
