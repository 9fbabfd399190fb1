package io.hubmeter.standalone;

import io.hubmeter.metrics.ProcessMetrics;
import io.hubmeter.schemas.RegistryTopics;
import io.hubmeter.schemas.TopicsAdmin;
import io.hubmeter.schemas.registry.HttpSchemaRegistry;
import io.hubmeter.schemas.registry.SchemaRegistryClient;
import io.hubmeter.standalone.broker.BrokerSettings;
import io.hubmeter.standalone.broker.EmbeddedBroker;
import io.hubmeter.standalone.registry.EmbeddedRegistry;
import io.hubmeter.streams.StreamsApp;
import io.hubmeter.streams.StreamsAppConfig;
import io.hubmeter.streams.query.QueryEndpoint;
import io.hubmeter.streams.query.QueryEndpointConfig;
import io.hubmeter.streams.query.StateUnavailable;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Broker, registry and stream processor of one process; parts that need them are added by whoever starts it. */
public final class Standalone implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Standalone.class);
    private static final short ONE_REPLICA = 1;
    private static final long POLL_MS = 20;
    private static final String APPLICATION_ID = "hubmeter";

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final ProcessMetrics metrics = own(ProcessMetrics.start());
    private final EmbeddedBroker broker;
    private final EmbeddedRegistry registry;
    private final SchemaRegistryClient registryClient;
    private final StreamsApp streams;

    private Standalone(StandaloneConfig config) {
        try {
            broker = own(EmbeddedBroker.start(new BrokerSettings(
                    config.dataFolder().resolve("kafka"), config.brokerPort(), 0, config.brokerProperties())));
            registry = own(EmbeddedRegistry.start(broker.bootstrapServers(), config.registryPort()));
            registryClient = own(new HttpSchemaRegistry(registry.uri()));
            try (Admin admin =
                    Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers()))) {
                TopicsAdmin.apply(admin, config.partitions(), ONE_REPLICA);
            }
            RegistryTopics.register(registryClient);
            streams = own(StreamsApp.start(
                    new StreamsAppConfig(
                            APPLICATION_ID,
                            broker.bootstrapServers(),
                            config.dataFolder().resolve("streams"),
                            config.threads(),
                            0,
                            config.commitInterval(),
                            config.retention(),
                            Map.of()),
                    registryClient,
                    metrics));
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Starts the parts in order; the stream processor goes on restoring its stores in the background. */
    public static Standalone start(StandaloneConfig config) {
        return new Standalone(config);
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
        return registry.uri();
    }

    /** A client of the schema registry. */
    public SchemaRegistryClient registry() {
        return registryClient;
    }

    /** The metrics of this process, those of the stream processor among them. */
    public ProcessMetrics metrics() {
        return metrics;
    }

    /** The stream processor. */
    public StreamsApp streams() {
        return streams;
    }

    /** Offers the stores to other processes on a loopback port, until this is closed; 0 takes a free one. */
    public QueryEndpoint listenForQueries(int port) {
        return own(streams.listen(QueryEndpointConfig.onLoopback(port)));
    }

    /** Usage from the stores of this process. */
    public LocalUsageView usage() {
        return new LocalUsageView(streams.queries());
    }

    /** Closes everything, what was started last first. */
    @Override
    public void close() {
        while (!parts.isEmpty()) {
            AutoCloseable part = parts.pop();
            try {
                part.close();
            } catch (Exception e) {
                LOG.warn("{} did not close", part.getClass().getSimpleName(), e);
            }
        }
    }

    /** Waits for a condition, which may read the stores, while the stream processor is healthy; bounded. */
    public void await(String what, Duration bound, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + bound.toNanos();
        while (!holds(condition)) {
            if (streams.hasFailed()) {
                throw new IllegalStateException(what + ": the stream processor has stopped; its log says why");
            }
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("%s: not within %s".formatted(what, bound));
            }
            Thread.sleep(POLL_MS);
        }
    }

    private static boolean holds(BooleanSupplier condition) {
        try {
            return condition.getAsBoolean();
        } catch (StateUnavailable e) {
            return false;
        }
    }
}
