package io.hubmeter.collector.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.collector.publish.RecordedTopics;
import io.hubmeter.collector.source.FakeTicker;
import io.hubmeter.collector.source.SourceHealth;
import io.hubmeter.hub.Ticker;
import io.hubmeter.pods.ResourceRules;
import io.hubmeter.schemas.avro.OwnerRecord;
import io.hubmeter.schemas.avro.SourceOffset;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A source between an API server and topics that are both played. Waiting takes no time. */
final class Collecting implements AutoCloseable {
    static final Duration BOUND = Duration.ofSeconds(60);
    static final String SOURCE = "kubernetes/test/hub";

    final FakeApiServer api;
    final RecordedTopics topics = new RecordedTopics();
    final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    final FakeTicker ticker = new FakeTicker();
    final KubernetesSource source;
    private @Nullable Thread thread;
    private CompletableFuture<Exception> ended = new CompletableFuture<>();

    /** A collector of the namespace {@value FakePod#NAMESPACE} with a queue of so many records. */
    static Collecting withQueue(int queue) throws IOException {
        return new Collecting(config(FakePod.NAMESPACE, queue, Duration.ofSeconds(90)), true, InstantSource.system());
    }

    static Collecting pods() throws IOException {
        return withQueue(1_000);
    }

    Collecting(KubernetesSourceConfig config, boolean playTime, InstantSource clock) throws IOException {
        api = FakeApiServer.start();
        source = new KubernetesSource(
                config,
                () -> KubernetesClients.connect(api.config(), Duration.ofSeconds(30)),
                offsets(topics),
                metrics,
                clock,
                playTime ? ticker : Ticker.system());
    }

    static KubernetesSourceConfig config(String namespace, int queue, Duration silence) {
        return new KubernetesSourceConfig(
                "test",
                namespace,
                new Hubs(Map.of(namespace, "hub"), null, Map.of("hub", "realm")),
                null,
                null,
                "app.kubernetes.io/component",
                true,
                ResourceRules.parse(List.of("nvidia.com/*=nvidia.com/*", "amd.com/*=amd.com/*"), List.of()),
                2,
                queue,
                Duration.ofMillis(5),
                Duration.ofSeconds(30),
                silence);
    }

    /** What earlier runs left in recorded topics. */
    static Offsets offsets(RecordedTopics topics) {
        return new Offsets() {
            @Override
            public @Nullable SourceOffset newest(String source) {
                List<SourceOffset> all = topics.offsets();
                return all.isEmpty() ? null : all.getLast();
            }

            @Override
            public Map<String, OwnerRecord> owners(String cluster) {
                Map<String, OwnerRecord> owners = new HashMap<>();
                topics.owners().forEach(owner -> owners.put(Owners.key(owner.getNamespace(), owner.getName()), owner));
                return owners;
            }
        };
    }

    /** Starts it, again if it has ended. */
    Collecting start() {
        ended = new CompletableFuture<>();
        CompletableFuture<Exception> end = ended;
        thread = Thread.ofPlatform().name("test " + SOURCE).start(() -> {
            try (var publisher = topics.publisher()) {
                source.run(publisher);
            } catch (Exception e) {
                end.complete(e);
            }
        });
        return this;
    }

    /** Waits until it has ended by itself, and returns why. */
    Exception awaitEnd() throws InterruptedException {
        try {
            return ended.get(BOUND.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("it runs on", e);
        }
    }

    void stop() throws InterruptedException {
        Thread running = thread;
        if (running != null) {
            running.interrupt();
            running.join(BOUND);
            assertThat(running.isAlive()).as("it does not stop").isFalse();
        }
    }

    /** Waits until everything up to a version is written, and known to be. */
    void awaitOffset(long version) {
        Awaitility.await()
                .atMost(BOUND)
                .pollInterval(Duration.ofMillis(5))
                .untilAsserted(() -> assertThat(topics.offsets())
                        .as("offsets, health %s, asked %s", source.health(), api.asked())
                        .isNotEmpty()
                        .last()
                        .extracting(SourceOffset::getPosition)
                        .isEqualTo(version));
    }

    void awaitState(SourceHealth.State state) {
        await("%s".formatted(state), () -> source.health().state() == state);
    }

    void await(String what, java.util.concurrent.Callable<Boolean> condition) {
        Awaitility.await(what).atMost(BOUND).pollInterval(Duration.ofMillis(5)).until(condition);
    }

    double restarts(String cause) {
        var counter = metrics.find("hubmeter.collector.watch.restarts")
                .tag("cause", cause)
                .counter();
        return counter == null ? 0 : counter.count();
    }

    double rejected(String reason) {
        var counter = metrics.find("hubmeter.collector.rejected")
                .tag("reason", reason)
                .counter();
        return counter == null ? 0 : counter.count();
    }

    @Override
    public void close() {
        try {
            stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        api.close();
        WrittenLaws.check(topics.entries(), topics.mayBeTorn());
    }
}
