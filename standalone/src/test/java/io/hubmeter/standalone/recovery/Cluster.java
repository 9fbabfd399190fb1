package io.hubmeter.standalone.recovery;

import io.hubmeter.api.view.UsageUnavailable;
import io.hubmeter.api.view.UsageView;
import io.hubmeter.collector.publish.Publisher;
import io.hubmeter.schemas.RegistryTopics;
import io.hubmeter.schemas.TopicsAdmin;
import io.hubmeter.schemas.registry.HttpSchemaRegistry;
import io.hubmeter.schemas.registry.SchemaRegistryClient;
import io.hubmeter.standalone.HubmeterProcess;
import io.hubmeter.standalone.LocalUsageView;
import io.hubmeter.standalone.broker.BrokerSettings;
import io.hubmeter.standalone.broker.EmbeddedBroker;
import io.hubmeter.standalone.registry.EmbeddedRegistry;
import io.hubmeter.streams.StreamsApp;
import io.hubmeter.streams.StreamsAppConfig;
import io.hubmeter.streams.topology.MeterRetention;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.awaitility.Awaitility;

/** A broker and a registry that can be taken away and come back where they were, and stream processors beside them. */
final class Cluster implements AutoCloseable {
    private static final Duration BOUND = Duration.ofMinutes(2);
    private static final Pattern QUERIES = Pattern.compile("Queries are answered at (\\S+)");
    private static final int PARTITIONS = 2;
    /** The pods are of a fixed June. */
    private static final Map<String, String> KEEP_EVERYTHING =
            Map.of("log.initial.task.delay.ms", Long.toString(Long.MAX_VALUE), "log.cleaner.enable", "false");

    private final Path folder;
    private EmbeddedBroker broker;
    private EmbeddedRegistry registry;
    /** Asked while it listens: afterwards it does not know. */
    private final URI registryUri;

    private Cluster(Path folder, EmbeddedBroker broker, EmbeddedRegistry registry) {
        this.folder = folder;
        this.broker = broker;
        this.registry = registry;
        this.registryUri = registry.uri();
    }

    static Cluster start(Path folder) {
        EmbeddedBroker broker = broker(folder, 0);
        EmbeddedRegistry registry = EmbeddedRegistry.start(broker.bootstrapServers(), 0);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
                SchemaRegistryClient client = new HttpSchemaRegistry(registry.uri())) {
            TopicsAdmin.apply(admin, PARTITIONS, (short) 1);
            RegistryTopics.register(client);
        }
        return new Cluster(folder, broker, registry);
    }

    private static EmbeddedBroker broker(Path folder, int port) {
        return EmbeddedBroker.start(new BrokerSettings(folder.resolve("kafka"), port, 0, KEEP_EVERYTHING));
    }

    void stopBroker() {
        broker.close();
    }

    void startBroker() {
        broker = broker(folder, broker.port());
    }

    void stopRegistry() {
        registry.close();
    }

    void startRegistry() {
        registry = EmbeddedRegistry.start(broker.bootstrapServers(), registryUri.getPort());
    }

    String bootstrapServers() {
        return broker.bootstrapServers();
    }

    SchemaRegistryClient registry() {
        return new HttpSchemaRegistry(registryUri);
    }

    Publisher publisher(SchemaRegistryClient client) {
        return Publisher.connect(bootstrapServers(), client, Map.of());
    }

    Path state(String application) {
        return folder.resolve("state-" + application);
    }

    /** A stream processor in this process. */
    StreamsApp app(String application, SchemaRegistryClient client) {
        return app(application, client, Map.of());
    }

    /** The same, with further properties of Kafka Streams. */
    StreamsApp app(String application, SchemaRegistryClient client, Map<String, String> properties) {
        return StreamsApp.start(
                new StreamsAppConfig(
                        application,
                        bootstrapServers(),
                        state(application),
                        1,
                        0,
                        Duration.ofMillis(100),
                        MeterRetention.DEFAULT,
                        properties),
                client);
    }

    /** A stream processor in a process of its own. */
    HubmeterProcess process(String application, Path state) throws IOException {
        return HubmeterProcess.start(
                folder,
                List.of(
                        "stream",
                        "kafka.bootstrap-servers=" + bootstrapServers(),
                        "schema-registry.url=" + registryUri,
                        "application-id=" + application,
                        "state.folder=" + state,
                        "threads=1",
                        "standbys=0",
                        "query.port=0"));
    }

    /** Where a process answers, once it does. */
    static URI queries(HubmeterProcess process) {
        return Awaitility.await()
                .atMost(BOUND)
                .until(
                        () -> {
                            Matcher said = QUERIES.matcher(process.output());
                            if (process.hasEnded()) {
                                throw new IllegalStateException("ended: " + process.output());
                            }
                            return said.find() ? URI.create(said.group(1)) : null;
                        },
                        Objects::nonNull);
    }

    static void awaitHeard(StreamsApp app, Instant heardAt) {
        UsageView usage = new LocalUsageView(app.queries());
        Awaitility.await().atMost(BOUND).until(() -> {
            if (app.hasFailed()) {
                throw new IllegalStateException("has stopped: " + app.failure());
            }
            return app.isRunning() && hasHeard(usage, heardAt);
        });
    }

    static boolean hasHeard(UsageView usage, Instant heardAt) {
        try {
            return usage.heardAt().filter(heard -> !heard.isBefore(heardAt)).isPresent();
        } catch (UsageUnavailable e) {
            return false;
        }
    }

    @Override
    public void close() {
        registry.close();
        broker.close();
    }
}
