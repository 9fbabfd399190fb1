package io.hubmeter.api.metrics;

import io.hubmeter.api.view.UsageUnavailable;
import io.hubmeter.api.view.UsageView;
import io.hubmeter.core.decision.AccountStanding;
import io.hubmeter.core.decision.StandingsQuery;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.core.policy.Prices;
import io.hubmeter.metrics.Labelled;
import io.hubmeter.metrics.ProcessMetrics;
import io.micrometer.core.instrument.Counter;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at all accounts in the background, one look at a time, and tells Prometheus of the last one: a scrape reads nothing but what is
 * at hand. A look that cannot be finished changes nothing; the last one is told until it is old, and then none is.
 */
public final class AccountScans implements AutoCloseable, MultiCollector {
    private static final Logger LOG = LoggerFactory.getLogger(AccountScans.class);
    private static final Duration COST_SPAN = Duration.ofDays(30);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);
    private static final Duration LEAST_KEPT = Duration.ofMinutes(5);
    private static final int PERIODS_KEPT = 5;

    private final UsageView view;
    private final AccountMetricsConfig config;
    private final InstantSource clock;
    private final ScheduledExecutorService scanning;
    private final Counter unavailable;
    private final Counter failed;
    private volatile @Nullable Told last;

    private record Told(MetricSnapshots snapshots, Instant completedAt, Duration took) {}

    AccountScans(UsageView view, AccountMetricsConfig config, ProcessMetrics process, InstantSource clock) {
        this.view = view;
        this.config = config;
        this.clock = clock;
        this.unavailable = failures(process, "unavailable");
        this.failed = failures(process, "failed");
        this.scanning = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("account-metrics").daemon(true).factory());
        process.add(this);
    }

    /** Begins to look; the first look is under way when this returns. */
    public static AccountScans start(
            UsageView view, AccountMetricsConfig config, ProcessMetrics process, InstantSource clock) {
        AccountScans scans = new AccountScans(view, config, process, clock);
        scans.next(Duration.ZERO);
        return scans;
    }

    private static Counter failures(ProcessMetrics process, String reason) {
        return Counter.builder("hubmeter.scan.failures")
                .description("Looks at all accounts that were given up")
                .tag("reason", reason)
                .register(process.registry());
    }

    private void next(Duration pause) {
        var _ = scanning.schedule(this::lookAndGoOn, pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void lookAndGoOn() {
        boolean isDone = look();
        if (!scanning.isShutdown()) {
            // Whoever has just started waits for the stores, and those who look at dashboards with it.
            boolean isSoon = !isDone && last == null && FIRST_PAUSE.compareTo(config.every()) < 0;
            next(isSoon ? FIRST_PAUSE : config.every());
        }
    }

    /** Looks at everybody now; whether it came to the end. */
    boolean look() {
        long beganNs = System.nanoTime();
        Instant at = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Look look = new Look(config);
        try {
            Prices prices =
                    view.policy().map(Policy::rules).map(Policy.Rules::prices).orElse(Prices.NONE);
            try (Stream<AccountStanding> standings =
                    view.standings(new StandingsQuery(at, at.minus(COST_SPAN), null))) {
                // Not by its iterator, which would hold a whole partition.
                standings.forEach(look::add);
            }
            last = new Told(look.told(prices), clock.instant(), Duration.ofNanos(System.nanoTime() - beganNs));
            return true;
        } catch (UsageUnavailable away) {
            unavailable.increment();
            LOG.warn("accounts not looked at for metrics reason={}", away.getMessage());
        } catch (RuntimeException e) {
            failed.increment();
            LOG.error("accounts not looked at for metrics", e);
        }
        return false;
    }

    @Override
    public MetricSnapshots collect() {
        Told told = last;
        Labelled took = new Labelled("hubmeter_scan_seconds", "How long the last whole look at all accounts took");
        took.add(told == null ? Double.NaN : told.took().toNanos() / 1e9);
        Labelled completed = new Labelled(
                "hubmeter_scan_completed_timestamp_seconds",
                "When the last whole look at all accounts was completed; 0 before the first");
        completed.add(told == null ? 0 : told.completedAt().toEpochMilli() / 1e3);
        MetricSnapshots.Builder all =
                MetricSnapshots.builder().metricSnapshot(took.snapshot()).metricSnapshot(completed.snapshot());
        if (told != null && !isOld(told)) {
            told.snapshots().forEach(all::metricSnapshot);
        }
        return all.build();
    }

    private boolean isOld(Told told) {
        Duration kept = config.every().multipliedBy(PERIODS_KEPT);
        Duration age = Duration.between(told.completedAt(), clock.instant());
        return age.compareTo(kept.compareTo(LEAST_KEPT) > 0 ? kept : LEAST_KEPT) > 0;
    }

    @Override
    public void close() {
        scanning.shutdownNow();
    }
}
