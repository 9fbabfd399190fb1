package io.hubmeter.standalone.cull;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
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
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A hub as far as cullers ask it, which notes who asks for what. Its tokens are the names of those who ask. */
final class NotingHub implements AutoCloseable {
    private static final int OK = 200;
    private static final int ACCEPTED = 202;
    private static final int NO_CONTENT = 204;
    private static final int NOT_FOUND = 404;
    private static final String PREFIX = "/hub/api/users/";

    private final HttpServer server;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final BiConsumer<String, Instant> stopped;
    private final Map<String, Map<String, Running>> users = new LinkedHashMap<>();
    private final List<Asked> asked = new ArrayList<>();
    private final List<Held> held = new ArrayList<>();

    /** A server that is there: it needs so many looks to be gone once it was told to stop. */
    private static final class Running {
        final String uid;
        final Instant startedAt;
        int looks;
        boolean isStopping;
        boolean isGone;

        Running(String uid, Instant startedAt, int looks) {
            this.uid = uid;
            this.startedAt = startedAt;
            this.looks = looks;
        }

        Asked.Found found() {
            return isGone ? Asked.Found.GONE : isStopping ? Asked.Found.STOPPING : Asked.Found.RUNNING;
        }
    }

    private record Answer(int status, String body, @Nullable Held held) {}

    /** Tells the uid of each server that is gone, and since when. */
    NotingHub(BiConsumer<String, Instant> stopped) throws IOException {
        this.stopped = stopped;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(executor);
        server.createContext(PREFIX, this::handle);
        server.start();
    }

    URI apiUrl() {
        return URI.create(
                "http://127.0.0.1:%d/hub/api".formatted(server.getAddress().getPort()));
    }

    /** A server runs; it is gone after so many looks once it was told to stop, at once if that is 0. */
    synchronized void runs(String user, String name, String uid, Instant startedAt, int looks) {
        users.computeIfAbsent(user, none -> new LinkedHashMap<>()).put(name, new Running(uid, startedAt, looks));
    }

    /** The answer to the next such request of one culler is held back. */
    synchronized Held hold(String culler, Asked.What what) {
        Held next = new Held(culler, what);
        held.add(next);
        return next;
    }

    /** Everything it was asked, in order. */
    synchronized List<Asked> asked() {
        return List.copyOf(asked);
    }

    /** Uids of the servers that were told to stop and have. */
    synchronized List<String> gone() {
        return users.values().stream()
                .flatMap(servers -> servers.values().stream())
                .filter(one -> one.isGone)
                .map(one -> one.uid)
                .toList();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String[] path = exchange.getRequestURI()
                    .getRawPath()
                    .substring(PREFIX.length())
                    .split("/", -1);
            String culler = Objects.requireNonNullElse(
                            exchange.getRequestHeaders().getFirst("Authorization"), "nobody")
                    .replaceFirst("^token ", "");
            Answer answer = answer(exchange.getRequestMethod(), path, culler);
            if (answer.held() != null) {
                answer.held().awaitRelease();
            }
            byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized Answer answer(String method, String[] path, String culler) {
        String user = decoded(path[0]);
        Map<String, Running> servers = users.getOrDefault(user, Map.of());
        List<Asked> request = new ArrayList<>();
        int status = OK;
        String body = "";
        if (method.equals("DELETE")) {
            Running one = servers.get(path.length < 3 ? "" : decoded(path[2]));
            if (one != null) {
                request.add(note(culler, Asked.What.STOP, one));
            }
            status = one == null || one.isGone ? NOT_FOUND : stop(one);
        } else {
            for (Running one : servers.values()) {
                if (one.isStopping && !one.isGone && one.looks-- <= 0) {
                    end(one);
                }
                request.add(note(culler, Asked.What.LOOK, one));
            }
            body = "{\"name\":\"%s\",\"servers\":{%s}}".formatted(user, json(servers));
        }
        asked.addAll(request);
        Held holding =
                held.stream().filter(one -> one.takes(request)).findFirst().orElse(null);
        return new Answer(status, body, holding);
    }

    private int stop(Running one) {
        one.isStopping = true;
        if (one.looks > 0) {
            return ACCEPTED;
        }
        end(one);
        return NO_CONTENT;
    }

    private void end(Running one) {
        one.isGone = true;
        stopped.accept(one.uid, Crowd.now());
    }

    private static Asked note(String culler, Asked.What what, Running one) {
        return new Asked(culler, what, one.uid, one.found(), Crowd.now());
    }

    private static String json(Map<String, Running> servers) {
        return servers.entrySet().stream()
                .filter(one -> !one.getValue().isGone)
                .map(one -> "\"%s\":{\"started\":\"%s\",\"pending\":%s}"
                        .formatted(
                                one.getKey(),
                                one.getValue().startedAt,
                                one.getValue().isStopping ? "\"stop\"" : "null"))
                .collect(Collectors.joining(","));
    }

    private static String decoded(String segment) {
        return URLDecoder.decode(segment, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
    }
}
