package io.hubmeter.bench.platform;

import io.hubmeter.collector.publish.Publisher;
import io.hubmeter.schemas.RegistryTopics;
import io.hubmeter.schemas.TopicsAdmin;
import io.hubmeter.schemas.registry.HttpSchemaRegistry;
import io.hubmeter.schemas.registry.SchemaRegistryClient;
import io.hubmeter.standalone.StandaloneConfig;
import io.hubmeter.standalone.broker.BrokerSettings;
import io.hubmeter.standalone.broker.EmbeddedBroker;
import io.hubmeter.standalone.registry.EmbeddedRegistry;
import io.hubmeter.streams.StreamsApp;
import io.hubmeter.streams.StreamsAppConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/**
 * A broker and a registry with every topic, in a temporary folder, and stream processors on demand: what {@code Standalone}
 * starts, with its settings, but able to fill topics before a processor reads them, and to start several one after another.
 */
public final class BenchPlatform implements AutoCloseable {
    private static final short ONE_REPLICA = 1;

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final StandaloneConfig config;
    private final EmbeddedBroker broker;
    private final URI registryUri;
    private final SchemaRegistryClient registry;

    private BenchPlatform(Path folder) {
        parts.push(() -> delete(folder));
        config = StandaloneConfig.in(folder);
        try {
            broker = own(EmbeddedBroker.start(
                    new BrokerSettings(folder.resolve("kafka"), 0, 0, BrokerSettings.KEEP_EVERYTHING)));
            EmbeddedRegistry server = own(EmbeddedRegistry.start(broker.bootstrapServers(), 0));
            registryUri = server.uri();
            registry = own(new HttpSchemaRegistry(registryUri));
            try (Admin admin = admin()) {
                TopicsAdmin.apply(admin, config.partitions(), ONE_REPLICA);
            }
            RegistryTopics.register(registry);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Starts one in a folder of its own under that of the JVM's property {@code java.io.tmpdir}. */
    public static BenchPlatform start() throws IOException {
        return new BenchPlatform(Files.createTempDirectory("hubmeter-bench-"));
    }

    /** Closes a further part with this one, before those that were there already. */
    public <T extends AutoCloseable> T own(T part) {
        parts.push(part);
        return part;
    }

    /** Where Kafka is. */
    public String bootstrapServers() {
        return broker.bootstrapServers();
    }

    /** Where the schema registry is. */
    public URI registryUri() {
        return registryUri;
    }

    /** A client of the schema registry. */
    public SchemaRegistryClient registry() {
        return registry;
    }

    /** How many partitions accounts are spread over. */
    public int partitions() {
        return config.partitions();
    }

    /** Where stream processors keep their stores. */
    public Path stateFolder() {
        return config.dataFolder().resolve("streams");
    }

    /** Where the broker keeps its files. */
    public Path brokerFolder() {
        return config.dataFolder().resolve("kafka");
    }

    /** An administrator of the broker, the caller's to close. */
    public Admin admin() {
        return Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers()));
    }

    /** A publisher, the caller's to close. */
    public Publisher publisher() {
        return Publisher.connect(bootstrapServers(), registry, Map.of());
    }

    /** A stream processor with the settings of a standalone process; it knows nothing if the application is a new one. */
    public StreamsApp streams(String applicationId) {
        return streams(applicationId, config.commitInterval());
    }

    /** The same with another time between commits. */
    public StreamsApp streams(String applicationId, Duration commitInterval) {
        return StreamsApp.start(
                new StreamsAppConfig(
                        applicationId,
                        bootstrapServers(),
                        stateFolder(),
                        config.threads(),
                        0,
                        commitInterval,
                        config.retention(),
                        Map.of()),
                registry);
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                System.err.println("a part of the platform did not close: " + e);
            }
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(folder + ": could not be deleted", e);
        }
    }
}
