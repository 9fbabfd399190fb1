package io.hubmeter.pages;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The part of a hub that services talk to: codes for tokens, and tokens for users. It answers as JupyterHub does, and can be
 * told to fail. Safe for use by many threads at once.
 */
public final class FakeHub implements AutoCloseable {
    /** The token of every service of this hub. */
    public static final String SECRET = "0123456789abcdef0123456789abcdef";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, User> users = new ConcurrentHashMap<>();
    private final Map<String, String> codes = new ConcurrentHashMap<>();
    private final Map<String, String> tokens = new ConcurrentHashMap<>();
    private final AtomicInteger serial = new AtomicInteger();
    private final AtomicInteger checks = new AtomicInteger();
    private volatile int failure;

    /** What the hub tells of somebody. */
    public record User(String name, List<String> groups, boolean isAdmin, List<String> scopes) {
        /** Keeps copies. */
        public User {
            groups = List.copyOf(groups);
            scopes = List.copyOf(scopes);
        }

        /** Somebody who may use the service {@code quota}. */
        public static User of(String name) {
            return new User(name, List.of(), false, List.of("access:services!service=quota"));
        }

        User admin() {
            return new User(name, groups, true, scopes);
        }

        User in(String... of) {
            return new User(name, List.of(of), isAdmin, scopes);
        }

        User with(String... newScopes) {
            return new User(name, groups, isAdmin, List.of(newScopes));
        }
    }

    private FakeHub(HttpServer server) {
        this.server = server;
    }

    /** Starts one. */
    public static FakeHub start() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        FakeHub hub = new FakeHub(server);
        server.setExecutor(hub.threads);
        server.createContext("/hub/api/oauth2/token", hub::token);
        server.createContext("/hub/api/user", hub::user);
        server.start();
        return hub;
    }

    /** Where its API is. */
    public URI api() {
        return URI.create(
                "http://127.0.0.1:%d/hub/api".formatted(server.getAddress().getPort()));
    }

    /** Adds somebody, or changes who it is. */
    public void put(User user) {
        users.put(user.name(), user);
    }

    /** A code as the hub gives it to the browser of somebody who has logged in. */
    public String codeFor(String user) {
        String code = "code-" + serial.incrementAndGet();
        codes.put(code, user);
        return code;
    }

    /** Ends all tokens of somebody, as a logout does. */
    public void logOut(String user) {
        tokens.values().removeIf(user::equals);
    }

    /** Makes tokens of one user another's. */
    void rename(String from, String to) {
        tokens.replaceAll((token, user) -> user.equals(from) ? to : user);
    }

    /** Answers everything with a status from now on; 0 ends that. */
    void fail(int status) {
        failure = status;
    }

    /** How often it was asked whom a token belongs to. */
    public int checks() {
        return checks.get();
    }

    private void token(HttpExchange exchange) throws IOException {
        Map<String, String> form = form(exchange);
        boolean isKnown = SECRET.equals(form.get("client_secret"))
                && String.valueOf(form.get("client_id")).startsWith("service-")
                && String.valueOf(form.get("redirect_uri")).endsWith("/oauth_callback")
                && "authorization_code".equals(form.get("grant_type"));
        String user = codes.remove(String.valueOf(form.get("code")));
        if (failure != 0) {
            answer(exchange, failure, Map.of("message", "told to fail"));
        } else if (!isKnown) {
            answer(exchange, 401, Map.of("error", "invalid_client"));
        } else if (user == null) {
            answer(exchange, 400, Map.of("error", "invalid_grant"));
        } else {
            String token = "token-" + serial.incrementAndGet();
            tokens.put(token, user);
            answer(exchange, 200, Map.of("access_token", token, "token_type", "Bearer", "expires_in", 1_209_600));
        }
    }

    private void user(HttpExchange exchange) throws IOException {
        checks.incrementAndGet();
        String header = exchange.getRequestHeaders().getFirst("Authorization");
        String name = header == null ? null : tokens.get(header.replaceFirst("^token ", ""));
        @Nullable User user = name == null ? null : users.get(name);
        if (failure != 0) {
            answer(exchange, failure, Map.of("message", "told to fail"));
        } else if (user == null) {
            answer(exchange, 403, Map.of("status", 403, "message", "Missing or invalid credentials."));
        } else {
            answer(
                    exchange,
                    200,
                    Map.of(
                            "kind", "user",
                            "name", user.name(),
                            "groups", user.groups(),
                            "admin", user.isAdmin(),
                            "scopes", user.scopes()));
        }
    }

    private static Map<String, String> form(HttpExchange exchange) throws IOException {
        Map<String, String> form = new HashMap<>();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        for (String pair : body.split("&", -1)) {
            String[] parts = pair.split("=", 2);
            form.put(parts[0], parts.length < 2 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return form;
    }

    private static void answer(HttpExchange exchange, int status, Map<String, ?> json) throws IOException {
        byte[] bytes = JSON.writeValueAsBytes(json);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
