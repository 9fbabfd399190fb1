package io.hubmeter.pages;

import io.helidon.webserver.WebServer;
import io.hubmeter.pages.admin.AdminPages;
import io.hubmeter.pages.http.Assets;
import io.hubmeter.pages.http.PageBounds;
import io.hubmeter.pages.http.PageRouter;
import io.hubmeter.pages.http.Site;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.InstantSource;

/** The pages, listening for the hub's proxy. Closing them stops listening; the ports stay open, they are the caller's. */
public final class Pages implements AutoCloseable {
    private final WebServer server;
    private final AdminPages admin;
    private final URI uri;

    private Pages(WebServer server, AdminPages admin, URI uri) {
        this.admin = admin;
        this.server = server;
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
        InetAddress address = address(config.host());
        PageBounds bounds = config.bounds();
        Site site = new Site(
                config.hub().prefix(), config.hub().base(), config.hub().hub(), config.contact());
        AdminPages admin = new AdminPages(config, ports, clock);
        PageRouter router = new PageRouter(PageRoutes.all(config, ports, admin), Assets.load(), site);
        WebServer server = WebServer.builder()
                .address(address)
                .port(config.port())
                .shutdownHook(false)
                .maxTcpConnections(bounds.connections())
                .idleConnectionTimeout(bounds.idle())
                .connectionOptions(options -> options.readTimeout(bounds.idle()))
                .routing(routing -> routing.any(router))
                .build()
                .start();
        if (!server.isRunning()) {
            // A taken port makes start() log and return.
            throw new IllegalStateException(
                    "pages: cannot listen on %s port %d; is the port taken?".formatted(config.host(), config.port()));
        }
        String host = address.getHostAddress();
        String authority = host.contains(":") ? "[" + host + "]" : host;
        return new Pages(server, admin, URI.create("http://" + authority + ":" + server.port()));
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
        admin.close();
    }
}
