package io.hubmeter.collector.http;

import io.helidon.http.DirectHandler;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.hubmeter.collector.source.Reporting;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Metrics and health, listening: {@code GET /metrics}, {@code GET /health/live}, {@code GET /health/ready} and nothing else, to
 * anybody who can connect. What sources say of themselves is passed on, so they name no users there.
 */
public final class CollectorEndpoint implements AutoCloseable {
    private static final int CONNECTIONS = 32;
    private static final Duration IDLE = Duration.ofSeconds(10);

    private final WebServer server;
    private final URI uri;

    private CollectorEndpoint(WebServer server, URI uri) {
        this.server = server;
        this.uri = uri;
    }

    /**
     * Starts to listen; when this returns, requests are answered.
     *
     * @param port 0 takes a free one
     * @param sources what there is to watch, asked at each request from any thread; gives null while the collector starts
     * @throws IllegalStateException if the host is not this one's, or the port cannot be listened on
     */
    public static CollectorEndpoint start(
            String host,
            int port,
            PrometheusMeterRegistry registry,
            Supplier<@Nullable List<? extends Reporting>> sources) {
        InetAddress address = address(host);
        DirectHandlers.Builder transport = DirectHandlers.builder();
        for (DirectHandler.EventType event : DirectHandler.EventType.values()) {
            transport.addHandler(event, new TransportRefusals());
        }
        WebServer server = WebServer.builder()
                .address(address)
                .port(port)
                .shutdownHook(false)
                .maxTcpConnections(CONNECTIONS)
                .idleConnectionTimeout(IDLE)
                .connectionOptions(options -> options.readTimeout(IDLE))
                .directHandlers(transport.build())
                .routing(routing -> routing.any(new EndpointHandler(registry::scrape, sources)))
                .build()
                .start();
        if (!server.isRunning()) {
            // A taken port makes start() log and return.
            throw new IllegalStateException(
                    "http: cannot listen on %s port %d; is the port taken?".formatted(host, port));
        }
        String shown = address.getHostAddress();
        String authority = shown.contains(":") ? "[" + shown + "]" : shown;
        return new CollectorEndpoint(server, URI.create("http://" + authority + ":" + server.port()));
    }

    private static InetAddress address(String host) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(
                    "http.host: found '%s', expected an address or the name of this host".formatted(host), e);
        }
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
