package io.hubmeter.api;

import io.helidon.http.DirectHandler;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.hubmeter.api.decision.DecisionLog;
import io.hubmeter.api.decision.DecisionService;
import io.hubmeter.api.http.Bounds;
import io.hubmeter.api.http.Faces;
import io.hubmeter.api.http.Routes;
import io.hubmeter.api.http.TransportProblems;
import io.hubmeter.api.view.UsageView;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.InstantSource;

/** The decision API, listening. Closing it stops listening; the view and the log stay open, they are the caller's. */
public final class DecisionApi implements AutoCloseable {
    private final WebServer server;
    private final URI uri;

    private DecisionApi(WebServer server, URI uri) {
        this.server = server;
        this.uri = uri;
    }

    /**
     * Starts to listen; when this returns, requests are answered.
     *
     * @param view where usage is read
     * @param log where decisions are recorded
     * @param clock says what "now" is
     * @throws IllegalArgumentException if the host is not a loopback address
     */
    public static DecisionApi start(DecisionApiConfig config, UsageView view, DecisionLog log, InstantSource clock) {
        return start(config, Faces.DEFAULT, view, log, clock);
    }

    /** The same, with what AuthZEN and Kubernetes admission need to be told. */
    public static DecisionApi start(
            DecisionApiConfig config, Faces faces, UsageView view, DecisionLog log, InstantSource clock) {
        InetAddress address = loopback(config.host());
        Bounds bounds = config.bounds();
        DecisionService service = new DecisionService(view, log, clock);
        DirectHandlers.Builder transport = DirectHandlers.builder();
        for (DirectHandler.EventType event : DirectHandler.EventType.values()) {
            transport.addHandler(event, new TransportProblems());
        }
        WebServer server = WebServer.builder()
                .address(address)
                .port(config.port())
                .shutdownHook(false)
                .maxTcpConnections(bounds.connections())
                .idleConnectionTimeout(bounds.idle())
                .connectionOptions(options -> options.readTimeout(bounds.idle()))
                .directHandlers(transport.build())
                .routing(routing -> routing.any(Routes.handler(service, view, config.realms(), bounds, faces)))
                .build()
                .start();
        String host = address.getHostAddress();
        String authority = host.contains(":") ? "[" + host + "]" : host;
        return new DecisionApi(server, URI.create("http://" + authority + ":" + server.port()));
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
