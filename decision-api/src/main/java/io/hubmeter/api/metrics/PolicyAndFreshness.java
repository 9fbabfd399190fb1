package io.hubmeter.api.metrics;

import io.hubmeter.api.view.UsageUnavailable;
import io.hubmeter.api.view.UsageView;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.metrics.Labelled;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** How old the newest that is known is, and by which policy it is judged; read at each scrape. */
final class PolicyAndFreshness implements MultiCollector {
    private final UsageView view;
    private final InstantSource clock;

    PolicyAndFreshness(UsageView view, InstantSource clock) {
        this.view = view;
        this.clock = clock;
    }

    @Override
    public MetricSnapshots collect() {
        Optional<Instant> heardAt;
        Optional<Policy> policy;
        try {
            heardAt = view.heardAt();
            policy = view.policy();
        } catch (UsageUnavailable unavailable) {
            heardAt = Optional.empty();
            policy = Optional.empty();
        }
        MetricSnapshots.Builder all = MetricSnapshots.builder().metricSnapshot(freshness(heardAt));
        policy.ifPresent(known -> all.metricSnapshot(InfoSnapshot.builder()
                .name("hubmeter_policy")
                .help("The policy in force")
                .dataPoint(InfoSnapshot.InfoDataPointSnapshot.builder()
                        .labels(Labels.of("name", known.name(), "hash", known.hash()))
                        .build())
                .build()));
        return all.build();
    }

    private io.prometheus.metrics.model.snapshots.MetricSnapshot freshness(Optional<Instant> heardAt) {
        Labelled freshness = new Labelled(
                "hubmeter_freshness_seconds",
                "Now minus the time heard from the stalest source; NaN if it cannot be told");
        freshness.add(heardAt.map(at -> Duration.between(at, clock.instant()).toNanos() / 1e9)
                .orElse(Double.NaN));
        return freshness.snapshot();
    }
}
