package io.hubmeter.collector.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.hubmeter.collector.publish.Publisher;
import io.hubmeter.collector.source.Source;
import io.hubmeter.collector.source.SourceHealth;
import io.hubmeter.hub.Ticker;
import io.hubmeter.schemas.avro.OwnerRecord;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pods of a cluster, or of a namespace: one thread lists and watches, one writes, with one bounded queue between.
 *
 * <pre>
 *   GET pods?limit=…          snapshot: SnapshotStarted, r …, SnapshotCompleted       ┐
 *   GET pods?watch=true       c, u, d as they happen                                  ├─ queue ─→ hubmeter.pods
 *   GET daskclusters/NAME     whom a Dask pod is charged to     → hubmeter.owners     ┘           hubmeter.offsets
 *                             pods that cannot be charged       → hubmeter.rejects
 * </pre>
 *
 * An offset is written only after everything before it was acknowledged; the next run goes on there.
 */
public final class KubernetesSource implements Source {
    private static final Logger LOG = LoggerFactory.getLogger(KubernetesSource.class);
    private static final Duration JOIN = Duration.ofSeconds(5);

    private final KubernetesSourceConfig config;
    private final Supplier<KubernetesClient> clients;
    private final Offsets offsets;
    private final SourceMetrics metrics;
    private final InstantSource clock;
    private final Ticker ticker;
    private final ClockSkew skew;
    private volatile Hearing hearing;
    private volatile BlockingQueue<Item> queue;

    /**
     * A source that does not run yet.
     *
     * @param clients a client of its own for each run, which closes it
     */
    public KubernetesSource(
            KubernetesSourceConfig config,
            Supplier<KubernetesClient> clients,
            Offsets offsets,
            MeterRegistry registry,
            InstantSource clock) {
        this(config, clients, offsets, registry, clock, Ticker.system());
    }

    KubernetesSource(
            KubernetesSourceConfig config,
            Supplier<KubernetesClient> clients,
            Offsets offsets,
            MeterRegistry registry,
            InstantSource clock,
            Ticker ticker) {
        this.config = config;
        this.clients = clients;
        this.offsets = offsets;
        this.clock = clock;
        this.ticker = ticker;
        this.skew = new ClockSkew(config.name(), clock);
        this.hearing = new Hearing(clock, ticker);
        this.queue = new ArrayBlockingQueue<>(config.queue());
        this.metrics = new SourceMetrics(registry, config.name(), clock);
        metrics.watch(() -> ((Queue<Item>) queue).size(), () -> hearing.isLive(), skew::seconds);
    }

    @Override
    public String name() {
        return config.name();
    }

    @Override
    public void run(Publisher publisher) throws Exception {
        Hearing heard = new Hearing(clock, ticker, new Pulse(System::nanoTime));
        hearing = heard;
        queue = new ArrayBlockingQueue<>(config.queue());
        Thread pulse =
                Thread.ofPlatform().daemon().name("pulse " + config.name()).start(() -> look(heard));
        try (KubernetesClient client = clients.get()) {
            PodChanges changes = new PodChanges(
                    config.name(), config.hubs(), config.rules(), config.dask() ? owners(client) : null, metrics);
            PodApi api = new HttpPodApi(client, config.namespace(), config.selector(), config.pageSize(), skew);
            PodWatch watch = new PodWatch(
                    config.name(),
                    api,
                    new Permissions(client, config)::explain,
                    changes,
                    offsets,
                    queue,
                    hearing,
                    metrics,
                    clock,
                    ticker);
            Thread watching = Thread.ofPlatform().name("watch " + config.name()).start(watch::runToTheEnd);
            try {
                new PodWriter(config, queue, hearing, publisher, metrics, clock).run();
            } finally {
                watching.interrupt();
                hearing.breakOff("stopped");
                watching.join(JOIN);
            }
        } finally {
            pulse.interrupt();
        }
    }

    /** The writing thread may wait for Kafka; this one never waits for anything else. */
    private static void look(Hearing heard) {
        try {
            while (true) {
                Thread.sleep(Pulse.EVERY);
                heard.breakOffIfStopped();
            }
        } catch (InterruptedException e) {
            LOG.debug("the source has ended");
        }
    }

    private Owners owners(KubernetesClient client) {
        Map<String, String> known = new HashMap<>();
        for (Map.Entry<String, OwnerRecord> owner :
                offsets.owners("kubernetes/" + config.cluster()).entrySet()) {
            known.put(owner.getKey(), owner.getValue().getUser());
        }
        return new Owners(client, known);
    }

    @Override
    public SourceHealth health() {
        SourceHealth health = hearing.health();
        return health.detail() == null ? new SourceHealth(health.state(), health.heardAt(), skew.warning()) : health;
    }
}
