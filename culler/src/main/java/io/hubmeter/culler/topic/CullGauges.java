package io.hubmeter.culler.topic;

import io.hubmeter.core.stop.Stop;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How the culler fares with Kafka, in numbers. */
final class CullGauges {
    private final MeterRegistry metrics;
    private volatile int pending;
    private volatile int overdue;
    private volatile boolean hasPartitions;
    private volatile @Nullable Instant heardAt;
    private volatile @Nullable String trouble;

    CullGauges(MeterRegistry metrics) {
        this.metrics = metrics;
        Gauge.builder("hubmeter.culler.pending", () -> pending)
                .description("Servers and Dask clusters that are to stop, in this culler's share")
                .register(metrics);
        Gauge.builder("hubmeter.culler.overdue", () -> overdue)
                .description("Those of them whose grace is over")
                .register(metrics);
        for (Stop.Outcome outcome : Stop.Outcome.values()) {
            var _ = counter(outcome);
        }
    }

    private io.micrometer.core.instrument.Counter counter(Stop.Outcome outcome) {
        return metrics.counter(
                "hubmeter.culler.stops",
                "outcome",
                outcome.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    void did(Stop.Outcome outcome) {
        counter(outcome).increment();
    }

    void worked(int nowPending, int nowOverdue, boolean hasPartitionsNow, Instant at) {
        pending = nowPending;
        overdue = nowOverdue;
        hasPartitions = hasPartitionsNow;
        heardAt = at;
        trouble = null;
    }

    void failed(String why) {
        trouble = why;
    }

    boolean hasPartitions() {
        return hasPartitions;
    }

    @Nullable
    Instant heardAt() {
        return heardAt;
    }

    @Nullable
    String trouble() {
        return trouble;
    }
}
