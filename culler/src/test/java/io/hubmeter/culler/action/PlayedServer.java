package io.hubmeter.culler.action;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.hubmeter.culler.http.Endpoint;
import io.hubmeter.hub.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A server that answers each request as it was told to, in turn, and remembers what it was asked. */
public final class PlayedServer implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final Queue<Played> answers = new ArrayDeque<>();
    private final List<String> requests = new ArrayList<>();

    private record Played(int status, String body, List<String> headers) {}

    private PlayedServer(HttpServer server) {
        this.server = server;
    }

    public static PlayedServer start() {
        try {
            PlayedServer played =
                    new PlayedServer(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
            played.server.setExecutor(played.executor);
            played.server.createContext("/", played::handle);
            played.server.start();
            return played;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Endpoint endpoint() {
        return new Endpoint(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
                Secret.of("t0ken"),
                null,
                Duration.ofSeconds(5),
                6_000);
    }

    /** The next answer. */
    public synchronized void answer(int status, String body, String... headers) {
        answers.add(new Played(status, body, List.of(headers)));
    }

    /** What was asked since this was last called: method and raw path. */
    public synchronized List<String> asked() {
        List<String> asked = List.copyOf(requests);
        requests.clear();
        return asked;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Played played;
            synchronized (this) {
                requests.add("%s %s %s"
                        .formatted(
                                exchange.getRequestMethod(),
                                exchange.getRequestURI().toASCIIString(),
                                exchange.getRequestHeaders().getFirst("Authorization")));
                played = answers.isEmpty() ? new Played(500, "", List.of()) : answers.remove();
            }
            for (int i = 0; i < played.headers().size(); i += 2) {
                exchange.getResponseHeaders()
                        .set(played.headers().get(i), played.headers().get(i + 1));
            }
            byte[] bytes = played.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(played.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
    }
}
