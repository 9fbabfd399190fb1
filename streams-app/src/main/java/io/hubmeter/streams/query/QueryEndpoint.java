package io.hubmeter.streams.query;

import io.helidon.webserver.WebServer;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaStreams;

/**
 * The stores of this instance, offered to other processes over HTTP on an internal port. Closing it stops listening; the
 * queries are the caller's.
 *
 * <p>It answers from this instance's own copies only; what another instance holds ends in 503.
 */
public final class QueryEndpoint implements AutoCloseable {
    private final WebServer server;
    private final URI uri;

    private QueryEndpoint(WebServer server, URI uri) {
        this.server = server;
        this.uri = uri;
    }

    /**
     * Starts to listen; when this returns, requests are answered.
     *
     * @param state what the stream processor is doing, for health
     * @throws IllegalArgumentException if the host is not a loopback address
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
        InetAddress address = loopback(config.host());
        QueryHandler handler =
                new QueryHandler(new QueryRoutes(queries, state, restoring, metrics, config).all(), config);
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
        return new QueryEndpoint(server, URI.create("http://" + authority + ":" + server.port()));
    }

    private static InetAddress loopback(String host) {
        InetAddress address;
        try {
            address = InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("host: found '%s', expected a loopback address".formatted(host), e);
        }
        if (!address.isLoopbackAddress()) {
            throw new IllegalArgumentException(
                    "host: found '%s', expected a loopback address, because callers are not authenticated yet"
                            .formatted(host));
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
    }
}
