package io.hubmeter.pages;

import io.helidon.http.DirectHandler;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.hubmeter.pages.admin.AdminPages;
import io.hubmeter.pages.http.Assets;
import io.hubmeter.pages.http.PageBounds;
import io.hubmeter.pages.http.PageRouter;
import io.hubmeter.pages.http.Route;
import io.hubmeter.pages.http.Site;
import io.hubmeter.pages.http.Templates;
import io.hubmeter.pages.http.TransportPages;
import io.hubmeter.pages.hub.Gate;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.InstantSource;
import java.util.List;

/** The pages, listening for the hub's proxy. Closing them stops listening; the ports stay open, they are the caller's. */
public final class Pages implements AutoCloseable {
    private final WebServer server;
    private final Gate gate;
    private final Runnable background;
    private final URI uri;

    private Pages(WebServer server, Gate gate, Runnable background, URI uri) {
        this.background = background;
        this.server = server;
        this.gate = gate;
        this.uri = uri;
    }

    /**
     * Starts to listen; when this returns, requests are answered. The hub need not be there yet.
     *
     * @param clock says what "now" is
     * @throws IllegalArgumentException if the host is no address
     * @throws IllegalStateException if the port cannot be listened on
     */
    public static Pages start(PagesConfig config, PagePorts ports, InstantSource clock) {
        AdminPages admin = new AdminPages(config, ports, clock);
        try {
            return start(config, PageRoutes.all(config, ports, admin), admin::close, clock);
        } catch (RuntimeException e) {
            admin.close();
            throw e;
        }
    }

    /** The same, with other pages. */
    static Pages start(PagesConfig config, List<Route> routes, InstantSource clock) {
        return start(config, routes, () -> {}, clock);
    }

    private static Pages start(PagesConfig config, List<Route> routes, Runnable background, InstantSource clock) {
        InetAddress address = address(config.host());
        PageBounds bounds = config.bounds();
        Site site = new Site(
                config.hub().prefix(), config.hub().base(), config.hub().hub(), config.contact());
        Assets assets = Assets.load();
        Templates templates = new Templates(site, assets);
        Gate gate = new Gate(config.hub(), config.admins(), config.session(), clock);
        PageRouter router = new PageRouter(
                routes,
                assets,
                site,
                templates,
                gate,
                bounds,
                new PageRouter.Surroundings(config.realms().ofHub(config.hub().hub()), config.zone(), clock));
        DirectHandlers.Builder transport = DirectHandlers.builder();
        for (DirectHandler.EventType event : DirectHandler.EventType.values()) {
            transport.addHandler(event, new TransportPages(templates));
        }
        WebServer server = WebServer.builder()
                .address(address)
                .port(config.port())
                .shutdownHook(false)
                .maxTcpConnections(bounds.connections())
                .idleConnectionTimeout(bounds.idle())
                // Without it the end of a longer answer waits for the other side's delayed acknowledgement, 40 ms.
                .connectionOptions(options -> options.readTimeout(bounds.idle()).tcpNoDelay(true))
                .directHandlers(transport.build())
                .routing(routing -> routing.any(router))
                .build()
                .start();
        if (!server.isRunning()) {
            gate.close();
            background.run();
            // A taken port makes start() log and return.
            throw new IllegalStateException(
                    "pages: cannot listen on %s port %d; is the port taken?".formatted(config.host(), config.port()));
        }
        String host = address.getHostAddress();
        String authority = host.contains(":") ? "[" + host + "]" : host;
        return new Pages(server, gate, background, URI.create("http://" + authority + ":" + server.port()));
    }

    private static InetAddress address(String host) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(
                    "host: found '%s', expected an address of this machine".formatted(host), e);
        }
    }

    /** Where it listens, without the prefix. */
    public URI uri() {
        return uri;
    }

    @Override
    public void close() {
        server.stop();
        gate.close();
        background.run();
    }
}
