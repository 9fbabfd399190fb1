package io.hubmeter.streams.query;

import io.helidon.webserver.WebServer;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaStreams;

/**
 * The stores of this instance and those of others of its group, offered to other processes over HTTP on an internal port. Closing it
 * stops listening; the queries are the caller's.
 */
public final class QueryEndpoint implements AutoCloseable {
    private final WebServer server;
    private final QueryHandler handler;
    private final QueryEndpointConfig config;
    private final OtherInstances others;
    private final ScheduledExecutorService watch;
    private final URI uri;

    private QueryEndpoint(WebServer server, QueryHandler handler, QueryEndpointConfig config, URI uri) {
        this.server = server;
        this.handler = handler;
        this.config = config;
        this.uri = uri;
        this.others = new OtherInstances(config.token());
        this.watch = Executors.newSingleThreadScheduledExecutor(
                task -> Thread.ofPlatform().daemon().name("query-deadlines").unstarted(task));
    }

    /**
     * Starts to listen; when this returns, requests are answered.
     *
     * @param state what the stream processor is doing, for health
     * @throws IllegalArgumentException if the host is not a loopback address and there is no token
     * @throws IllegalStateException if the port cannot be listened on
     */
    public static QueryEndpoint start(
            QueryEndpointConfig config, UsageQueries queries, Supplier<KafkaStreams.State> state) {
        return start(config, queries, state, () -> RestoreProgress.NONE, () -> new byte[0]);
    }

    /**
     * The same.
     *
     * @param restoring how far the stores are restored, for health
     * @param metrics what Prometheus is answered with; names no users
     */
    public static QueryEndpoint start(
            QueryEndpointConfig config,
            UsageQueries queries,
            Supplier<KafkaStreams.State> state,
            Supplier<RestoreProgress> restoring,
            Supplier<byte[]> metrics) {
        QueryEndpoint endpoint = listen(config);
        endpoint.serve(queries, state, restoring, metrics);
        return endpoint;
    }

    /**
     * Starts to listen and says to everybody that it is not ready, until {@link #serve}: an instance tells its group where it is reached before it
     * has anything to answer with.
     *
     * @throws IllegalArgumentException if the host is not a loopback address and there is no token
     * @throws IllegalStateException if the port cannot be listened on
     */
    public static QueryEndpoint listen(QueryEndpointConfig config) {
        InetAddress address = address(config);
        QueryHandler handler = new QueryHandler(config);
        WebServer server = WebServer.builder()
                .address(address)
                .port(config.port())
                .shutdownHook(false)
                .maxTcpConnections(config.connections())
                .idleConnectionTimeout(config.idle())
                // Without it the end of a longer answer waits for the other side's delayed acknowledgement, 40 ms.
                .connectionOptions(options -> options.readTimeout(config.idle()).tcpNoDelay(true))
                .routing(routing -> routing.any(handler))
                .build()
                .start();
        if (!server.isRunning()) {
            // A taken port makes start() log and return.
            throw new IllegalStateException("query endpoint: cannot listen on %s port %d; is the port taken?"
                    .formatted(config.host(), config.port()));
        }
        String host = address.getHostAddress();
        String authority = host.contains(":") ? "[" + host + "]" : host;
        return new QueryEndpoint(server, handler, config, URI.create("http://" + authority + ":" + server.port()));
    }

    /** Answers from now on. */
    public void serve(
            UsageQueries queries,
            Supplier<KafkaStreams.State> state,
            Supplier<RestoreProgress> restoring,
            Supplier<byte[]> metrics) {
        ForwardingConfig forwarding = config.forwarding();
        LateInstances late = new LateInstances(forwarding.avoidFor(), System::nanoTime);
        InstantSource clock = InstantSource.system();
        AnyCopy copies = new AnyCopy(queries, others, late, forwarding, clock);
        PartitionLines lines = new PartitionLines(queries, others, late, forwarding, clock, watch);
        int partitions = queries.partitions();
        handler.route(new QueryRoutes(
                        new AccountRoutes(copies, lines, partitions, config),
                        new ScanRoutes(copies, lines, partitions),
                        new OwnRoutes(queries, copies, state, restoring, metrics))
                .all());
    }

    private static InetAddress address(QueryEndpointConfig config) {
        InetAddress address;
        try {
            address = InetAddress.getByName(config.host());
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(
                    "host: found '%s', expected an address of this machine".formatted(config.host()), e);
        }
        if (!address.isLoopbackAddress() && config.token() == null) {
            throw new IllegalArgumentException(
                    "host: found '%s', expected a loopback address, because there is no token that callers must show"
                            .formatted(config.host()));
        }
        return address;
    }

    /** Where it listens, without a path. */
    public URI uri() {
        return uri;
    }

    @Override
    public void close() {
        server.stop();
        others.close();
        watch.shutdownNow();
    }
}
