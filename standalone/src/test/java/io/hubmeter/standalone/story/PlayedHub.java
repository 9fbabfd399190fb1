package io.hubmeter.standalone.story;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/** A hub as far as a culler asks it: who runs which server, and stops. */
final class PlayedHub implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, Map<String, Instant>> servers = new LinkedHashMap<>();
    private final List<String> stops = new ArrayList<>();
    private boolean isDown;
    private CountDownLatch answers = new CountDownLatch(0);

    private PlayedHub(HttpServer server) {
        this.server = server;
    }

    static PlayedHub start() {
        try {
            PlayedHub hub =
                    new PlayedHub(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
            hub.server.setExecutor(hub.executor);
            hub.server.createContext("/", hub::handle);
            hub.server.start();
            return hub;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    URI apiUrl() {
        return URI.create(
                "http://127.0.0.1:%d/hub/api".formatted(server.getAddress().getPort()));
    }

    synchronized void runs(String user, String name, Instant startedAt) {
        servers.computeIfAbsent(user, none -> new LinkedHashMap<>()).put(name, startedAt);
    }

    synchronized void isDown(boolean down) {
        isDown = down;
    }

    /** Stops servers from now on without ever saying so. */
    synchronized void holdAnswers() {
        answers = new CountDownLatch(1);
    }

    synchronized void releaseAnswers() {
        answers.countDown();
    }

    /** What it was told to stop, user/server. */
    synchronized List<String> stops() {
        return List.copyOf(stops);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            List<String> path = List.of(exchange.getRequestURI()
                    .getRawPath()
                    .substring("/hub/api/users/".length())
                    .split("/", -1));
            String user = URLDecoder.decode(path.getFirst(), StandardCharsets.UTF_8);
            CountDownLatch wait = new CountDownLatch(0);
            int status;
            String body = "";
            synchronized (this) {
                Map<String, Instant> of = servers.getOrDefault(user, Map.of());
                if (isDown) {
                    status = 503;
                } else if (exchange.getRequestMethod().equals("DELETE")) {
                    String name = path.size() < 3 ? "" : URLDecoder.decode(path.get(2), StandardCharsets.UTF_8);
                    stops.add(user + "/" + name);
                    of.remove(name);
                    status = 204;
                    wait = answers;
                } else {
                    status = 200;
                    body = "{\"name\":\"%s\",\"servers\":{%s}}"
                            .formatted(
                                    user,
                                    of.entrySet().stream()
                                            .map(one -> "\"%s\":{\"started\":\"%s\",\"pending\":null}"
                                                    .formatted(one.getKey(), one.getValue()))
                                            .collect(Collectors.joining(",")));
                }
            }
            wait.await();
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
    }
}
