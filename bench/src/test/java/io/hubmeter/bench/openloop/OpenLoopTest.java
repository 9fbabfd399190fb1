package io.hubmeter.bench.openloop;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.hubmeter.bench.measure.Schedule;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class OpenLoopTest {
    private static final long MILLI = 1_000_000;

    private final AtomicInteger asked = new AtomicInteger();
    private @Nullable HttpServer server;

    private interface Answering {
        void answer(HttpExchange exchange, int number) throws IOException;
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.stop(0);
        }
    }

    /** The first answer takes 300 ms; those due meanwhile have waited for it, though each is answered at once when it is asked. */
    @Test
    void whatIsHeldUpByAnAnswerCountsFromWhenItWasDue() throws IOException {
        long start = System.nanoTime();
        OpenLoop load = load(1, (exchange, number) -> {
            if (number == 0) {
                var _ = new Schedule(start + 300 * MILLI, 1, 1).await(0);
            }
            answer(exchange, 200, "permit");
        });
        OpenLoop.Outcome outcome = load.run(new Schedule(start, 100, 40));
        assertThat(outcome.known()).isEqualTo(40);
        assertThat(outcome.latencies().size()).isEqualTo(40);
        assertThat(outcome.latencies().millis(1)).isGreaterThanOrEqualTo(300);
        assertThat(outcome.latencies().millis(0.5))
                .as("that of the twentieth from the end, which was due at 190 ms at the latest")
                .isGreaterThanOrEqualTo(100);
    }

    @Test
    void answersOfEachKindAreCounted() throws IOException {
        OpenLoop load = load(2, (exchange, number) -> {
            switch (number % 5) {
                case 0 -> answer(exchange, 200, "permit");
                case 1 -> answer(exchange, 200, "deny");
                case 2 -> answer(exchange, 200, "unknown");
                case 3 -> answer(exchange, 503, "busy");
                default -> answer(exchange, 500, "broken");
            }
        });
        OpenLoop.Outcome outcome = load.run(new Schedule(System.nanoTime(), 1_000, 50));
        assertThat(outcome)
                .extracting(
                        OpenLoop.Outcome::known,
                        OpenLoop.Outcome::unknown,
                        OpenLoop.Outcome::shed,
                        OpenLoop.Outcome::failed)
                .containsExactly(20, 10, 10, 10);
        assertThat(outcome.latencies().size()).isEqualTo(50);
    }

    @Test
    void whatIsOverForTwoSecondsIsNotAskedAnyMore() throws IOException {
        OpenLoop load = load(1, (exchange, number) -> answer(exchange, 200, "permit"));
        OpenLoop.Outcome outcome = load.run(new Schedule(System.nanoTime() - 3_000 * MILLI, 1_000, 10));
        assertThat(outcome.failed()).isEqualTo(10);
        assertThat(outcome.latencies().millis(1)).isGreaterThanOrEqualTo(3_000);
        assertThat(asked).hasValue(0);
    }

    @Test
    void noServerFailsEveryQuestion() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        OpenLoop.Outcome outcome =
                new OpenLoop(port, List.of(request()), 2).run(new Schedule(System.nanoTime(), 1_000, 10));
        assertThat(outcome.failed()).isEqualTo(10);
    }

    private OpenLoop load(int connections, Answering answering) throws IOException {
        HttpServer started = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server = started;
        started.createContext("/", exchange -> {
            try (exchange) {
                exchange.getRequestBody().readAllBytes();
                answering.answer(exchange, asked.getAndIncrement());
            }
        });
        started.start();
        return new OpenLoop(started.getAddress().getPort(), List.of(request()), connections);
    }

    private static byte[] request() {
        return "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}".getBytes(StandardCharsets.US_ASCII);
    }

    private static void answer(HttpExchange exchange, int status, String decision) throws IOException {
        byte[] body = "{\"decision\":\"%s\"}".formatted(decision).getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }
}
