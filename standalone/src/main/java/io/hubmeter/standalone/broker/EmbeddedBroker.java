package io.hubmeter.standalone.broker;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;

/**
 * A real Kafka broker and controller within this process, on the loopback address only. What was acknowledged is in its
 * folder and there again after the next start, with the same cluster id.
 *
 * <p>Its threads are not daemons: until it is closed, the process does not end.
 */
public final class EmbeddedBroker implements AutoCloseable {

    private static final long READY_BOUND_S = 60;
    private static final String FORMATTED = "meta.properties";

    private final BrokerSettings settings;
    private final FolderLock lock;
    private final KafkaRaftServer server;
    private final String clusterId;
    private final AtomicBoolean closed = new AtomicBoolean();

    private EmbeddedBroker(BrokerSettings settings, FolderLock lock, KafkaRaftServer server, String clusterId) {
        this.settings = settings;
        this.lock = lock;
        this.server = server;
        this.clusterId = clusterId;
    }

    /**
     * Starts a broker and returns once clients are answered, after some seconds.
     *
     * @throws BrokerException if a port is taken, the folder is in use, or clients are not answered within a minute
     */
    public static EmbeddedBroker start(BrokerSettings settings) {
        FolderLock lock = FolderLock.take(settings.folder());
        try {
            BrokerSettings actual = settings.withPorts(
                    Ports.available("port", settings.port()),
                    Ports.available("controller port", settings.controllerPort()));
            format(actual);
            return started(actual, lock);
        } catch (RuntimeException | Error e) {
            lock.close();
            throw e;
        }
    }

    private static void format(BrokerSettings settings) {
        if (Files.exists(settings.folder().resolve(FORMATTED))) {
            return;
        }
        try (var silent = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
            new Formatter()
                    .setPrintStream(silent)
                    .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
                    .setNodeId(BrokerSettings.NODE_ID)
                    .setClusterId(Uuid.randomUuid().toString())
                    .setDirectories(List.of(settings.folder().toString()))
                    .setMetadataLogDirectory(settings.folder().toString())
                    .setControllerListenerName(BrokerSettings.CONTROLLER_LISTENER)
                    .run();
        } catch (Exception e) {
            throw new BrokerException("data folder " + settings.folder() + ": cannot be prepared for Kafka", e);
        }
    }

    private static EmbeddedBroker started(BrokerSettings settings, FolderLock lock) {
        var server = new KafkaRaftServer(new KafkaConfig(settings.properties(), false), Time.SYSTEM);
        try {
            server.startup();
            return new EmbeddedBroker(settings, lock, server, awaitAnswer(settings));
        } catch (RuntimeException | Error e) {
            server.shutdown();
            throw e;
        }
    }

    private static String awaitAnswer(BrokerSettings settings) {
        String bootstrap = bootstrap(settings);
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap))) {
            return admin.describeCluster().clusterId().get(READY_BOUND_S, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new BrokerException(
                    "broker on " + bootstrap + ": no answer to clients within " + READY_BOUND_S + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BrokerException("broker on " + bootstrap + ": interrupted while starting", e);
        }
    }

    private static String bootstrap(BrokerSettings settings) {
        return BrokerSettings.LOOPBACK + ":" + settings.port();
    }

    /** What clients are given as {@code bootstrap.servers}. */
    public String bootstrapServers() {
        return bootstrap(settings);
    }

    /** The port that clients connect to, never 0. */
    public int port() {
        return settings.port();
    }

    /** The id that was drawn when the folder was first used. */
    public String clusterId() {
        return clusterId;
    }

    /** Ends the broker, its threads and its hold on the folder; further calls do nothing. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            try {
                server.shutdown();
                server.awaitShutdown();
            } finally {
                lock.close();
            }
        }
    }
}
