package io.hubmeter.standalone.story;

import io.hubmeter.api.DecisionApi;
import io.hubmeter.api.DecisionApiConfig;
import io.hubmeter.api.decision.Realms;
import io.hubmeter.api.http.Bounds;
import io.hubmeter.collector.policyfile.PolicyFile;
import io.hubmeter.collector.policyfile.PolicyResult;
import io.hubmeter.collector.publish.Publisher;
import io.hubmeter.collector.published.TopicReader;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.schemas.Topic;
import io.hubmeter.schemas.avro.AccountRecord;
import io.hubmeter.schemas.avro.Heartbeat;
import io.hubmeter.schemas.avro.PodOp;
import io.hubmeter.schemas.avro.PodRecord;
import io.hubmeter.schemas.avro.Source;
import io.hubmeter.schemas.registry.SchemaRegistryClient;
import io.hubmeter.standalone.DecisionTopic;
import io.hubmeter.standalone.GrantTopic;
import io.hubmeter.standalone.Standalone;
import io.hubmeter.standalone.StandaloneConfig;
import io.hubmeter.standalone.broker.BrokerSettings;
import io.hubmeter.streams.topology.MeterRetention;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;

/**
 * A whole platform with its decision API. Two clocks, both set by the test: that of the sources, which comes in with
 * heartbeats, and that of the API. Tests that share one keep out of each other's way by realm, and each takes a time of its own
 * that is later than those before, as readings may not come too late.
 */
final class Stage implements AutoCloseable {
    /** Hubs that share a realm; others are realms of their own names. */
    static final Map<String, String> REALMS = Map.of("north", "campus", "south", "campus");

    private static final Duration BOUND = Duration.ofMinutes(1);
    private static final Instant BEGINNING = Instant.parse("2026-01-05T08:00:00Z");
    private static final AtomicReference<Stage> SHARED = new AtomicReference<>();

    private final Path folder;
    private final Standalone standalone;
    private final Publisher publisher;
    private final Settling settling;
    private final Tokens tokens;
    private final Calls calls;
    private final AtomicReference<Instant> apiNow = new AtomicReference<>(BEGINNING);
    private Instant nextBeginning = BEGINNING;

    private Stage(Path folder) {
        StandaloneConfig defaults = StandaloneConfig.in(folder);
        this.folder = folder;
        this.standalone = Standalone.start(new StandaloneConfig(
                folder,
                0,
                0,
                defaults.partitions(),
                defaults.threads(),
                Duration.ofMillis(50),
                MeterRetention.DEFAULT,
                BrokerSettings.KEEP_EVERYTHING));
        this.publisher =
                standalone.own(Publisher.connect(standalone.bootstrapServers(), standalone.registry(), Map.of()));
        this.settling = standalone.own(Settling.of(standalone.bootstrapServers()));
        this.tokens = Tokens.create();
        DecisionTopic decisions =
                standalone.own(DecisionTopic.of(standalone.bootstrapServers(), standalone.registry()));
        GrantTopic grants = standalone.own(GrantTopic.of(standalone.bootstrapServers(), standalone.registry()));
        DecisionApi api = standalone.own(DecisionApi.start(
                new DecisionApiConfig(
                        "127.0.0.1", 0, new Realms(REALMS, "default"), Bounds.DEFAULT, tokens.accepted(), null),
                standalone.usage(),
                decisions,
                grants,
                apiNow::get));
        this.calls = standalone.own(new Calls(api.uri(), tokens));
        await("stream processor", standalone.streams()::isRunning);
    }

    /** A platform for this test alone. */
    static Stage start() {
        try {
            return new Stage(Files.createTempDirectory("hubmeter-story"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The platform that tests share; closed with the process, whose other threads have ended by then. */
    static synchronized Stage shared() {
        Stage stage = SHARED.get();
        if (stage == null) {
            stage = start();
            SHARED.set(stage);
            Runtime.getRuntime().addShutdownHook(new Thread(stage::close, "close-stage"));
        }
        return stage;
    }

    /** The beginning of a time that no other test has, at eight in the morning. */
    synchronized Instant begin(Duration length) {
        Instant beginning = nextBeginning;
        nextBeginning = beginning.plus(Duration.ofDays(length.toDays() + 2));
        return beginning;
    }

    /** Where Kafka is. */
    String bootstrapServers() {
        return standalone.bootstrapServers();
    }

    /** The schema registry. */
    SchemaRegistryClient registry() {
        return standalone.registry();
    }

    /** The clock of the API. */
    InstantSource clock() {
        return apiNow::get;
    }

    /** Calls of the decision API. */
    Calls api() {
        return calls;
    }

    /** Sets the clock of the API. */
    void apiIsAt(Instant now) {
        apiNow.set(now);
    }

    /** Reads a policy as the collector does, and publishes it. */
    Policy publish(String yaml, Instant at) {
        Policy policy = switch (PolicyFile.parse("story.yaml", yaml)) {
            case PolicyResult.Valid(Policy valid) -> valid;
            case PolicyResult.Invalid invalid -> throw new IllegalArgumentException(invalid.toString());
        };
        publisher.policy(policy, at);
        settle();
        return policy;
    }

    /** Reports the groups of an account. */
    void groups(AccountId account, List<String> groups, Instant at) {
        publisher.account(new AccountRecord(account.realm(), account.user(), groups, null, at));
        settle();
    }

    /** A server has started. */
    void started(String source, Server server) {
        publisher.pod(server.account(), server.record(source, null));
    }

    /** A server has ended. */
    void ended(String source, Server server, Instant at) {
        publisher.pod(server.account(), server.record(source, at));
    }

    /** A heartbeat of a source that feeds one realm. */
    void heard(String source, String realm, Instant at) {
        publisher.message(new PodRecord(
                PodOp.m, null, null, new Heartbeat(List.of(realm)), new Source(source, null, 1L, null), at));
        settle();
    }

    /** Waits until everything that was told is processed, and what follows from it can be read. */
    void settle() {
        publisher.flush();
        await("all that was told is processed", settling::isSettled);
    }

    /** What a topic holds, committed. */
    <T extends SpecificRecord> List<T> read(Topic topic, Class<T> type, Predicate<T> wanted) {
        List<T> found = new ArrayList<>();
        TopicReader.of(
                        standalone.bootstrapServers(),
                        standalone.registry(),
                        Map.of("isolation.level", "read_committed"))
                .readValues(topic, type, (key, value) -> {
                    if (wanted.test(value)) {
                        found.add(value);
                    }
                });
        return found;
    }

    /** In how many partitions there is something of a topic. */
    <T extends SpecificRecord> long partitionsWith(Topic topic, Class<T> type, Predicate<T> wanted) {
        List<Integer> partitions = new ArrayList<>();
        TopicReader.of(
                        standalone.bootstrapServers(),
                        standalone.registry(),
                        Map.of("isolation.level", "read_committed"))
                .read(topic, type, (partition, key, value) -> {
                    if (value != null && wanted.test(value)) {
                        partitions.add(partition);
                    }
                });
        return partitions.stream().distinct().count();
    }

    void await(String what, BooleanSupplier condition) {
        try {
            standalone.await(what, BOUND, condition);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Stops the stream processor; the API goes on. */
    void stopStreams() {
        standalone.streams().close();
    }

    @Override
    public void close() {
        standalone.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(folder + ": could not be deleted", e);
        }
    }
}
