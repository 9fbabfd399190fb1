package io.hubmeter.bench.http;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.WebServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;

/** The same kind of server with a handler that reads the request and answers with fixed bytes. */
public final class BareServer implements AutoCloseable {
    private final WebServer server;

    private BareServer(WebServer server) {
        this.server = server;
    }

    /** Starts to listen on a free port of the loopback interface. */
    public static BareServer start(String contentType, byte[] answer) {
        WebServer server = WebServer.builder()
                .address(InetAddress.getLoopbackAddress())
                .port(0)
                .shutdownHook(false)
                .connectionOptions(options -> options.tcpNoDelay(true))
                .routing(routing -> routing.any((request, response) -> {
                    try (InputStream in = request.content().inputStream()) {
                        in.readAllBytes();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                    response.header(HeaderNames.CONTENT_TYPE, contentType);
                    response.header(HeaderNames.CACHE_CONTROL, "no-store");
                    response.header("X-Content-Type-Options", "nosniff");
                    response.send(answer);
                }))
                .build()
                .start();
        return new BareServer(server);
    }

    /** Where it listens. */
    public int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.stop();
    }
}
