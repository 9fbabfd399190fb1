package io.hubmeter.wire.peer;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Another process, at a port of the loopback interface. */
final class PlayedPeer implements AutoCloseable {
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<InetSocketAddress> callers = ConcurrentHashMap.newKeySet();
    private final HttpServer server;

    /** How it answers. */
    @FunctionalInterface
    interface Manner {
        void answer(HttpExchange exchange) throws IOException, InterruptedException;
    }

    /** Listens; port 0 for any. */
    PlayedPeer(int port, Manner manner) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 64);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            callers.add(exchange.getRemoteAddress());
            try (exchange) {
                manner.answer(exchange);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + port() + "/asked?a=b");
    }

    /** How many connections it was asked over. */
    int connections() {
        return callers.size();
    }

    static void say(HttpExchange exchange, int status, byte[] bytes) throws IOException {
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    /** Ends all its connections. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
