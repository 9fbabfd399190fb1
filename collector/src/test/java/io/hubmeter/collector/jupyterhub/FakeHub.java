package io.hubmeter.collector.jupyterhub;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * A hub with the part of the API that the source reads: pages in the order of creation, capped by the hub's own bound, and
 * scopes. Scripted answers come first, one for each request for users.
 */
final class FakeHub implements AutoCloseable {
    static final String TOKEN = "s3cret-t0ken";

    private final Map<String, TreeSet<String>> users = new LinkedHashMap<>();
    private final List<Request> requests = new ArrayList<>();
    private final Queue<Script> scripts = new ArrayDeque<>();
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;
    private List<String> scopes = JupyterHubSource.SCOPES;
    private int mostPerPage = 200;
    private String otherHost = "";
    private Runnable atRequest = () -> {};

    /** A request as it arrived. */
    record Request(
            String path,
            String query,
            @Nullable String accept,
            @Nullable String authorization) {}

    /** Answers a request in its own way. */
    @FunctionalInterface
    interface Script {
        void answer(HttpExchange exchange) throws IOException;
    }

    private FakeHub(HttpServer server) {
        this.server = server;
    }

    static FakeHub start() {
        return start(0);
    }

    static FakeHub start(int port) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
            FakeHub hub = new FakeHub(server);
            server.setExecutor(hub.executor);
            server.createContext("/", hub::handle);
            server.start();
            return hub;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A script that answers at once. */
    static Script answer(int status, String body, String... headers) {
        return exchange -> {
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
            }
            write(exchange, status, body);
        };
    }

    int port() {
        return server.getAddress().getPort();
    }

    URI apiUrl() {
        return URI.create("http://127.0.0.1:%d/hub/api".formatted(port()));
    }

    synchronized void put(String user, String... groups) {
        users.put(user, new TreeSet<>(List.of(groups)));
    }

    synchronized void remove(String user) {
        users.remove(user);
    }

    synchronized Map<String, List<String>> groups() {
        Map<String, List<String>> groups = new LinkedHashMap<>();
        users.forEach((user, of) -> groups.put(user, List.copyOf(of)));
        return groups;
    }

    synchronized void script(Script... answers) {
        scripts.addAll(List.of(answers));
    }

    synchronized void mostPerPage(int most) {
        mostPerPage = most;
    }

    /** The scopes of the token. */
    synchronized void scopes(List<String> granted) {
        scopes = granted;
    }

    /** Where the URLs of next pages lead. */
    synchronized void nextPagesAt(String host) {
        otherHost = host;
    }

    /** To be done after each request for users was answered. */
    synchronized void atRequest(Runnable action) {
        atRequest = action;
    }

    synchronized List<Request> requests() {
        return List.copyOf(requests);
    }

    /** The offsets asked for. */
    List<String> queries() {
        return requests().stream()
                .filter(request -> request.path().endsWith("/users"))
                .map(Request::query)
                .toList();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Script script;
            synchronized (this) {
                URI uri = exchange.getRequestURI();
                requests.add(new Request(
                        uri.getPath(),
                        String.valueOf(uri.getQuery()),
                        exchange.getRequestHeaders().getFirst("Accept"),
                        exchange.getRequestHeaders().getFirst("Authorization")));
                script =
                        uri.getPath().equals("/hub/api/users") && !scripts.isEmpty() ? scripts.remove() : ordinary(uri);
            }
            script.answer(exchange);
        }
    }

    private Script ordinary(URI uri) {
        Script script = switch (uri.getPath()) {
            case "/hub/api/users" ->
                scopes.contains("list:users")
                        ? answer(200, page(uri.getQuery()))
                        : answer(
                                403,
                                "{\"status\":403,\"message\":\"Action is not authorized with current scopes;"
                                        + " requires any of [list:users]\"}");
            case "/hub/api/user" -> answer(200, owner());
            default -> answer(404, "{\"status\":404,\"message\":\"Not Found\"}");
        };
        if (uri.getPath().equals("/hub/api/users")) {
            atRequest.run();
        }
        return script;
    }

    private String owner() {
        ObjectNode owner = JsonNodeFactory.instance.objectNode().put("kind", "service");
        scopes.forEach(owner.putArray("scopes")::add);
        return owner.toString();
    }

    private String page(String query) {
        Map<String, Integer> asked = new LinkedHashMap<>();
        for (String part : query.split("&", -1)) {
            int equals = part.indexOf('=');
            asked.put(part.substring(0, equals), Integer.parseInt(part.substring(equals + 1)));
        }
        int offset = asked.getOrDefault("offset", 0);
        int limit = Math.min(asked.getOrDefault("limit", 50), mostPerPage);
        ObjectNode root = JsonMapper.builder().build().createObjectNode();
        var items = root.putArray("items");
        users.entrySet().stream().skip(offset).limit(limit).forEach(user -> {
            ObjectNode item = items.addObject().put("kind", "user").put("name", user.getKey());
            if (scopes.contains("read:users:groups")) {
                user.getValue().descendingSet().forEach(item.putArray("groups")::add);
            }
        });
        ObjectNode pagination = root.putObject("_pagination")
                .put("offset", offset)
                .put("limit", limit)
                .put("total", users.size());
        if (offset + limit < users.size()) {
            pagination
                    .putObject("next")
                    .put("offset", offset + limit)
                    .put("limit", limit)
                    .put("url", otherHost + "/hub/api/users?limit=%d&offset=%d".formatted(limit, offset + limit));
        } else {
            pagination.putNull("next");
        }
        return root.toString();
    }

    private static void write(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
    }
}
