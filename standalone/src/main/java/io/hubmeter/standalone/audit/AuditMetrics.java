package io.hubmeter.standalone.audit;

import io.hubmeter.core.metering.Resource;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What the newest audit found, as gauges; they begin with its end. */
public final class AuditMetrics {
    private final MeterRegistry registry;
    private final Map<Resource, Gauge> drifts = new ConcurrentHashMap<>();
    private volatile @Nullable Finished newest;

    /** Gauges in a registry. */
    public AuditMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    private record Finished(AuditResult result, Instant at) {}

    /** Shows another audit from now on. */
    public void show(AuditResult result, Instant completedAt) {
        boolean isFirst = newest == null;
        newest = new Finished(result, completedAt);
        result.resources().forEach(resource -> drifts.computeIfAbsent(resource, this::drift));
        if (isFirst) {
            gauge(
                    "hubmeter.audit.accounts",
                    "Accounts that the newest audit looked at.",
                    one -> one.result().accounts().size());
            gauge(
                    "hubmeter.audit.drifting.accounts",
                    "Accounts of which the newest audit found something wrong.",
                    one -> one.result().drifting());
            gauge(
                    "hubmeter.audit.unreadable.records",
                    "Records that are no rows of their topic.",
                    one -> one.result().unreadable());
            gauge(
                    "hubmeter.audit.not.auditable.periods",
                    "Periods that could not be compared.",
                    one -> one.result().notAuditable());
            gauge(
                    "hubmeter.audit.completed.timestamp.seconds",
                    "When the newest audit ended.",
                    one -> one.at().toEpochMilli() / 1e3);
            gauge(
                    "hubmeter.audit.seconds",
                    "How long the newest audit took.",
                    one -> one.result().took().toMillis() / 1e3);
        }
    }

    private Gauge drift(Resource resource) {
        return Gauge.builder("hubmeter.drift.seconds", () -> drift(resource, newest))
                .tag("resource", resource.name())
                .description(
                        "How far rows of usage are from what was recorded, all rows together; display units times seconds.")
                .register(registry);
    }

    private static double drift(Resource resource, @Nullable Finished finished) {
        return finished == null
                ? Double.NaN
                : Figures.seconds(resource, finished.result().drift().get(resource));
    }

    private void gauge(String name, String description, java.util.function.ToDoubleFunction<Finished> value) {
        Gauge.builder(name, () -> newest == null ? Double.NaN : value.applyAsDouble(newest))
                .description(description)
                .register(registry);
    }
}
