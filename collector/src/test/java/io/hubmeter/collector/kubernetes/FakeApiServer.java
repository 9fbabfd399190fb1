package io.hubmeter.collector.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An API server that says what it is told to, over HTTP: replies to pages of lists, to watches, and to questions for the
 * version of the store are taken from a queue each. When one is empty, a list is empty, a watch stays open, and the version
 * is the newest given.
 */
final class FakeApiServer implements AutoCloseable {
    /** An answer to one request. */
    @FunctionalInterface
    interface Reply {
        void to(HttpExchange exchange) throws IOException, InterruptedException;
    }

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern VERSION = Pattern.compile("\"resourceVersion\":\"([0-9]+)\"");

    final Queue<Reply> pages = new ConcurrentLinkedQueue<>();
    final Queue<Reply> watches = new ConcurrentLinkedQueue<>();
    final Queue<Reply> versions = new ConcurrentLinkedQueue<>();
    /** Answers to questions for owners of Dask clusters, before those that are known are told. */
    final Queue<Reply> refusedOwners = new ConcurrentLinkedQueue<>();

    final Map<String, String> daskOwners = new ConcurrentHashMap<>();
    /** Verbs that nobody has. */
    final Set<String> forbidden = ConcurrentHashMap.newKeySet();

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile long version;

    private FakeApiServer(HttpServer server) {
        this.server = server;
    }

    static FakeApiServer start() throws IOException {
        FakeApiServer fake =
                new FakeApiServer(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
        fake.server.createContext("/", fake::handle);
        fake.server.setExecutor(fake.threads);
        fake.server.start();
        return fake;
    }

    /** The version of the store from now on. */
    void version(long newest) {
        version = newest;
    }

    /** A watch for the next request for one; what is sent over it makes the store's version grow. */
    FakeWatch watch() {
        FakeWatch watch = new FakeWatch(this::grow);
        watches.add(watch);
        return watch;
    }

    private synchronized void grow(String line) {
        Matcher found = VERSION.matcher(line);
        if (found.find()) {
            version = Math.max(version, Long.parseLong(found.group(1)));
        }
    }

    /** How to reach it. */
    Config config() {
        return new ConfigBuilder(Config.empty())
                .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                .build();
    }

    /** What was asked: {@code list}, {@code list CONTINUE}, {@code watch VERSION}; not the questions for the version. */
    List<String> asked() {
        return List.copyOf(asked);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] question = exchange.getRequestBody().readAllBytes();
            reply(exchange, question).to(exchange);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Reply reply(HttpExchange exchange, byte[] question) throws IOException {
        String path = exchange.getRequestURI().getPath();
        Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
        if (path.endsWith("/selfsubjectaccessreviews")) {
            return review(
                    JSON.readTree(question).at("/spec/resourceAttributes/verb").asText());
        }
        if (path.contains("/daskclusters/")) {
            Reply refusal = refusedOwners.poll();
            if (refusal != null) {
                return refusal;
            }
            String user = daskOwners.get(path.replaceFirst(".*/namespaces/(.*)/daskclusters/(.*)", "$1/$2"));
            return user == null
                    ? json(404, "{\"kind\":\"Status\",\"message\":\"not found\",\"code\":404}")
                    : json(200, "{\"spec\":{\"username\":%s}}".formatted(JSON.valueToTree(user)));
        }
        if (!path.endsWith("/pods")) {
            return json(404, "404 page not found");
        }
        if ("true".equals(query.get("watch"))) {
            asked.add("watch " + query.get("resourceVersion"));
            Reply next = watches.poll();
            return next == null ? new FakeWatch(this::grow) : next;
        }
        if ("1".equals(query.get("limit"))) {
            Reply next = versions.poll();
            return next == null ? page(version, null) : next;
        }
        asked.add("list" + (query.containsKey("continue") ? " " + query.get("continue") : ""));
        Reply next = pages.poll();
        return next == null ? page(version, null) : next;
    }

    private Reply review(String verb) {
        ObjectNode review = JSON.createObjectNode()
                .put("kind", "SelfSubjectAccessReview")
                .put("apiVersion", "authorization.k8s.io/v1");
        review.putObject("status").put("allowed", !forbidden.contains(verb));
        return json(201, review.toString());
    }

    private static Map<String, String> query(@Nullable String raw) {
        Map<String, String> query = new HashMap<>();
        for (String part : raw == null ? new String[0] : raw.split("&", -1)) {
            String[] pair = part.split("=", 2);
            query.put(pair[0], URLDecoder.decode(pair.length == 1 ? "" : pair[1], StandardCharsets.UTF_8));
        }
        return query;
    }

    /** A page of a list of pods. */
    static Reply page(long version, @Nullable String next, JsonNode... pods) {
        ObjectNode list = JSON.createObjectNode().put("kind", "PodList").put("apiVersion", "v1");
        ObjectNode metadata = list.putObject("metadata").put("resourceVersion", Long.toString(version));
        if (next != null) {
            metadata.put("continue", next);
        }
        ArrayNode items = list.putArray("items");
        for (JsonNode pod : pods) {
            items.add(pod);
        }
        return json(200, list.toString());
    }

    static Reply json(int status, String body) {
        return exchange -> send(exchange, status, "application/json", body);
    }

    /** An answer of a real API server, kept as it was: status, kind and Retry-After of its head, and its body. */
    static Reply recorded(String name) {
        List<String> head = resource(name + ".headers.txt").lines().toList();
        int status = Integer.parseInt(head.getFirst().split(" ", 3)[1]);
        String body = resource(name
                + (name.startsWith("429") ? ".body.txt" : name.startsWith("410-watch") ? ".watch.jsonl" : ".json"));
        return exchange -> {
            String type = "application/json";
            for (String line : head) {
                String[] field = line.split(": ", 2);
                if (field[0].equalsIgnoreCase("retry-after")) {
                    exchange.getResponseHeaders().set("Retry-After", field[1].strip());
                } else if (field[0].equalsIgnoreCase("content-type")) {
                    type = field[1].strip();
                }
            }
            send(exchange, status, type, body);
        };
    }

    static String resource(String name) {
        try (InputStream in = FakeApiServer.class.getResourceAsStream("/golden/pods-1.35/api/" + name)) {
            if (in == null) {
                throw new IllegalArgumentException("no recording " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A watch that says so much and ends. */
    static Reply lines(String... lines) {
        return json(200, String.join("", lines));
    }

    private static void send(HttpExchange exchange, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    /** A watch that a test feeds while it is open. */
    static final class FakeWatch implements Reply {
        private static final byte[] END = {};

        private final BlockingQueue<byte[]> lines = new LinkedBlockingQueue<>();
        private final Consumer<String> sent;
        private volatile long length;

        private FakeWatch(Consumer<String> sent) {
            this.sent = sent;
        }

        FakeWatch send(String... text) {
            for (String line : text) {
                lines.add(line.getBytes(StandardCharsets.UTF_8));
            }
            return this;
        }

        /** Ends it as a server does whose time is up. */
        FakeWatch end() {
            lines.add(END);
            return this;
        }

        /** Promises more than it will ever send, so that its end is that of a broken connection. */
        FakeWatch breaking() {
            length = 1L << 30;
            return this;
        }

        @Override
        @SuppressWarnings("ReferenceEquality")
        public void to(HttpExchange exchange) throws IOException, InterruptedException {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, length);
            OutputStream body = exchange.getResponseBody();
            body.flush();
            while (true) {
                byte[] next = lines.take();
                if (next == END) {
                    body.close();
                    return;
                }
                sent.accept(new String(next, StandardCharsets.UTF_8));
                body.write(next);
                body.flush();
            }
        }
    }
}
