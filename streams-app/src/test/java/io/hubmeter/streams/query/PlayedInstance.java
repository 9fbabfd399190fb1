package io.hubmeter.streams.query;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.kafka.streams.state.HostInfo;

/** Another instance, at a port of the loopback interface, that answers as it is told to. */
final class PlayedInstance implements AutoCloseable {
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private volatile Manner manner = exchange -> {};

    /** How it answers. */
    private interface Manner {
        void answer(HttpExchange exchange) throws IOException, InterruptedException;
    }

    PlayedInstance() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    private void handle(HttpExchange exchange) throws IOException {
        asked.add(exchange.getRequestURI() + " "
                + exchange.getRequestHeaders().getFirst(OtherInstances.FORWARDED) + " "
                + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        try (exchange) {
            manner.answer(exchange);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Answers at once. */
    void says(int status, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        manner = exchange -> {
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        };
    }

    /** Takes requests and does not answer. */
    void holdsBack() {
        manner = exchange -> closing.await();
    }

    /** Begins an answer and then neither goes on nor ends. */
    void stallsAfter(String text) {
        manner = exchange -> {
            exchange.sendResponseHeaders(200, 0);
            OutputStream body = exchange.getResponseBody();
            body.write(text.getBytes(StandardCharsets.UTF_8));
            body.flush();
            closing.await();
        };
    }

    /** Promises a longer answer than it gives. */
    void breaksOffAfter(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        manner = exchange -> {
            exchange.sendResponseHeaders(200, bytes.length + 1L);
            exchange.getResponseBody().write(bytes);
            exchange.getResponseBody().flush();
        };
    }

    /** What it was asked: path and query, whether that was passed on, and the body. */
    List<String> asked() {
        return List.copyOf(asked);
    }

    HostInfo host() {
        return new HostInfo("127.0.0.1", server.getAddress().getPort());
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
