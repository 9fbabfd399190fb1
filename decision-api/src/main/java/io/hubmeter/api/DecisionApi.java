package io.hubmeter.api;

import io.helidon.common.configurable.Resource;
import io.helidon.common.pki.Keys;
import io.helidon.common.tls.Tls;
import io.helidon.http.DirectHandler;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.DirectHandlers;
import io.hubmeter.api.decision.DecisionLog;
import io.hubmeter.api.decision.DecisionService;
import io.hubmeter.api.grant.GrantJournal;
import io.hubmeter.api.http.Bounds;
import io.hubmeter.api.http.Faces;
import io.hubmeter.api.http.Routes;
import io.hubmeter.api.http.TransportProblems;
import io.hubmeter.api.metrics.ApiMetrics;
import io.hubmeter.api.view.UsageView;
import io.hubmeter.metrics.ProcessMetrics;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
     * @param journal where grants are recorded
     * @param clock says what "now" is
     * @throws IllegalArgumentException if the host is no address, or certificate and key cannot be used
     * @throws IllegalStateException if the port cannot be listened on
     */
    public static DecisionApi start(
            DecisionApiConfig config, UsageView view, DecisionLog log, GrantJournal journal, InstantSource clock) {
        return start(config, Faces.DEFAULT, view, log, journal, clock);
    }

    /** The same, with what AuthZEN and Kubernetes admission need to be told. */
    public static DecisionApi start(
            DecisionApiConfig config,
            Faces faces,
            UsageView view,
            DecisionLog log,
            GrantJournal journal,
            InstantSource clock) {
        return start(config, faces, new ApiMetrics(ProcessMetrics.start()), view, log, journal, clock);
    }

    /** The same, with where its work is counted; that is what it answers Prometheus with. */
    public static DecisionApi start(
            DecisionApiConfig config,
            Faces faces,
            ApiMetrics metrics,
            UsageView view,
            DecisionLog log,
            GrantJournal journal,
            InstantSource clock) {
        InetAddress address = address(config.host());
        Tls tls = tls(config.tls());
        Bounds bounds = config.bounds();
        DecisionService service = new DecisionService(view, metrics.counted(log), clock);
        metrics.watch(view, clock);
        DirectHandlers.Builder transport = DirectHandlers.builder();
        for (DirectHandler.EventType event : DirectHandler.EventType.values()) {
            transport.addHandler(event, new TransportProblems());
        }
        WebServerConfig.Builder builder = WebServer.builder()
                .address(address)
                .port(config.port())
                .shutdownHook(false)
                .maxTcpConnections(bounds.connections())
                .idleConnectionTimeout(bounds.idle())
                // Without it the end of a longer answer waits for the other side's delayed acknowledgement, 40 ms.
                .connectionOptions(options -> options.readTimeout(bounds.idle()).tcpNoDelay(true))
                .directHandlers(transport.build())
                .routing(routing -> routing.any(Routes.handler(
                        service, view, journal, config.realms(), config.tokens(), bounds, faces, metrics)));
        if (tls != null) {
            builder.tls(tls);
        }
        WebServer server = builder.build().start();
        if (!server.isRunning()) {
            // A taken port makes start() log and return.
            throw new IllegalStateException("decision API: cannot listen on %s port %d; is the port taken?"
                    .formatted(config.host(), config.port()));
        }
        String host = address.getHostAddress();
        String authority = host.contains(":") ? "[" + host + "]" : host;
        return new DecisionApi(
                server, URI.create((tls == null ? "http://" : "https://") + authority + ":" + server.port()));
    }

    private static InetAddress address(String host) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(
                    "host: found '%s', expected an address of this machine".formatted(host), e);
        }
    }

    private static @Nullable Tls tls(@Nullable TlsFiles files) {
        if (files == null) {
            return null;
        }
        try {
            Keys keys = Keys.builder()
                    .pem(pem -> pem.certChain(Resource.create(files.certificateChain()))
                            .key(Resource.create(files.privateKey())))
                    .build();
            return Tls.builder()
                    .privateKey(keys)
                    .privateKeyCertChain(keys)
                    .enabledProtocols(List.of("TLSv1.3", "TLSv1.2"))
                    .build();
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(
                    "tls: found what cannot be used in %s and %s, expected a certificate chain and its PKCS#8 key, both PEM: %s"
                            .formatted(files.certificateChain(), files.privateKey(), e.getMessage()),
                    e);
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
