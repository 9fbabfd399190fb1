package io.hubmeter.bench.collector;

import io.hubmeter.bench.platform.BenchPlatform;
import io.hubmeter.collector.kubernetes.Hubs;
import io.hubmeter.collector.kubernetes.KafkaOffsets;
import io.hubmeter.collector.kubernetes.KubernetesClients;
import io.hubmeter.collector.kubernetes.KubernetesSource;
import io.hubmeter.collector.kubernetes.KubernetesSourceConfig;
import io.hubmeter.collector.kubernetes.apiserver.KubeApiServer;
import io.hubmeter.collector.publish.Publisher;
import io.hubmeter.collector.published.TopicReader;
import io.hubmeter.collector.source.SourceRunner;
import io.hubmeter.pods.ResourceRules;
import io.hubmeter.schemas.avro.SourceOffset;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A collector of one namespace with its default settings, in this process. */
final class CollectorRun implements AutoCloseable {
    /** Which pods are read. */
    static final String SELECTOR = "app.kubernetes.io/component in (singleuser-server,dask-scheduler,dask-worker)";

    static final Duration PING = Duration.ofSeconds(5);

    private static final long POLL_MS = 2;

    private final Acknowledgements metrics = new Acknowledgements();
    private final AtomicReference<@Nullable String> death = new AtomicReference<>();
    private final SourceRunner runner;

    private CollectorRun(BenchPlatform platform, KubeApiServer server, KubernetesSourceConfig config) {
        runner = new SourceRunner(
                new KubernetesSource(
                        config,
                        () -> KubernetesClients.connect(server.config(KubeApiServer.ADMIN), PING),
                        new KafkaOffsets(TopicReader.of(platform.bootstrapServers(), platform.registry(), Map.of())),
                        metrics,
                        InstantSource.system()),
                platform::publisher,
                death::set);
        runner.start();
    }

    /**
     * Starts one that goes on after a version.
     *
     * @param cluster what no other run is called
     */
    static CollectorRun start(
            BenchPlatform platform, KubeApiServer server, String namespace, String cluster, long version) {
        KubernetesSourceConfig config = config(cluster, namespace);
        try (Publisher publisher = platform.publisher()) {
            publisher.offset(new SourceOffset(config.name(), version, 0L, false, Instant.now(), 1L));
        }
        return new CollectorRun(platform, server, config);
    }

    private static KubernetesSourceConfig config(String cluster, String namespace) {
        return new KubernetesSourceConfig(
                cluster,
                namespace,
                new Hubs(Map.of(namespace, namespace), null, Map.of()),
                null,
                null,
                SELECTOR,
                true,
                ResourceRules.DEFAULT,
                500,
                20_000,
                Duration.ofSeconds(1),
                PING,
                Duration.ofSeconds(90));
    }

    /** The name of its source. */
    String source() {
        return runner.name();
    }

    Acknowledgements metrics() {
        return metrics;
    }

    /** How many records and positions wait for Kafka. */
    double queued() {
        return Objects.requireNonNull(metrics.get("hubmeter.collector.queue").gauge())
                .value();
    }

    /** Waits until it follows the changes and has caught up. */
    void awaitLive(Duration bound) throws InterruptedException {
        await("live", bound, () -> metrics.get("hubmeter.collector.up").gauge().value() == 1);
    }

    /** Waits until so many records of pods are acknowledged. */
    void awaitAcknowledged(int records, Duration bound) throws InterruptedException {
        await(records + " records", bound, () -> metrics.count(Acknowledgements.ACKNOWLEDGED) >= records);
    }

    private void await(String what, Duration bound, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + bound.toNanos();
        while (!condition.getAsBoolean()) {
            if (death.get() != null) {
                throw new IllegalStateException("the collector has died: " + death.get());
            }
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("collector: not %s within %s; %d acknowledged, %s"
                        .formatted(what, bound, metrics.count(Acknowledgements.ACKNOWLEDGED), runner.health()));
            }
            Thread.sleep(POLL_MS);
        }
    }

    /**
     * Fails if it had to begin anew in between, since then it did more than what was measured.
     */
    void requireOneWatch() {
        double restarts = metrics.find("hubmeter.collector.watch.restarts").counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
        if (restarts > 0) {
            throw new IllegalStateException("collector: its watch ended %.0f times, expected none".formatted(restarts));
        }
    }

    @Override
    public void close() {
        runner.close();
    }
}
