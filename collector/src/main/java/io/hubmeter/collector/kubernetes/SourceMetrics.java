package io.hubmeter.collector.kubernetes;

import io.hubmeter.collector.source.UpGauge;
import io.hubmeter.schemas.avro.PodOp;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** What a Kubernetes source tells of itself. */
final class SourceMetrics {
    private static final String PREFIX = "hubmeter.collector.";

    private final MeterRegistry registry;
    private final String source;
    private final InstantSource clock;
    private final Tags tags;
    private final Map<PodOp, Counter> events = new EnumMap<>(PodOp.class);
    private final Timer snapshots;
    private final Timer acknowledged;
    private final Timer lag;

    SourceMetrics(MeterRegistry registry, String source, InstantSource clock) {
        this.registry = registry;
        this.source = source;
        this.clock = clock;
        this.tags = Tags.of(Tag.of("source", source));
        for (PodOp op : PodOp.values()) {
            events.put(
                    op,
                    Counter.builder(PREFIX + "events")
                            .description("records written: c created, u updated, d deleted, r listed, m message")
                            .tags(tags.and("op", op.name()))
                            .register(registry));
        }
        snapshots = Timer.builder(PREFIX + "snapshot")
                .description("how long it took to list all pods")
                .tags(tags)
                .register(registry);
        acknowledged = percentiles("acknowledged", "from the arrival of a watch event to Kafka's acknowledgement");
        lag = percentiles(
                "lag", "from the newest instant that Kubernetes gives, whole seconds, to Kafka's acknowledgement");
    }

    private Timer percentiles(String name, String description) {
        return Timer.builder(PREFIX + name)
                .description(description)
                .tags(tags)
                .publishPercentiles(0.5, 0.99)
                .register(registry);
    }

    void watch(IntSupplier queue, BooleanSupplier up, DoubleSupplier skewSeconds) {
        Gauge.builder(PREFIX + "queue", queue::getAsInt)
                .description("records that wait for Kafka")
                .tags(tags)
                .register(registry);
        UpGauge.register(registry, source, up);
        Gauge.builder(PREFIX + "clock.skew", skewSeconds::getAsDouble)
                .description("the API server's clock minus the collector's")
                .baseUnit("seconds")
                .tags(tags)
                .register(registry);
    }

    void written(PodOp op) {
        Objects.requireNonNull(events.get(op)).increment();
    }

    void acknowledged(long receivedNs, @Nullable Instant happenedAt) {
        acknowledged.record(Duration.ofNanos(System.nanoTime() - receivedNs));
        if (happenedAt != null) {
            Duration since = Duration.between(happenedAt, clock.instant());
            lag.record(since.isNegative() ? Duration.ZERO : since);
        }
    }

    void snapshot(Duration took) {
        snapshots.record(took);
    }

    void restarted(String cause) {
        registry.counter(PREFIX + "watch.restarts", tags.and("cause", cause)).increment();
    }

    void unattributed(String reason) {
        registry.counter(PREFIX + "unattributed", tags.and("reason", reason)).increment();
    }

    void rejected(String reason) {
        registry.counter(PREFIX + "rejected", tags.and("reason", reason)).increment();
    }
}
