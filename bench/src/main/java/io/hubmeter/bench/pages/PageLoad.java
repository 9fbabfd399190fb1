package io.hubmeter.bench.pages;

import io.hubmeter.bench.http.Connection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;

/**
 * Views of one page over a number of connections.
 *
 * @param port where to ask, on the loopback interface
 * @param path what to ask for
 * @param cookies of the sessions; each is as likely as any other
 * @param connections how many at once
 * @param perSecond how many views begin in a second over all connections; 0 if each begins when the one before has ended
 * @param bound how long
 */
record PageLoad(int port, String path, List<String> cookies, int connections, int perSecond, Duration bound) {

    /**
     * What came of it. A view that had to wait for the one before counts from when it should have begun.
     *
     * @param views how many there were
     * @param perSecond how many of them in a second
     * @param bytes how long the answers were on average
     */
    record Outcome(int views, double perSecond, double p50Micros, double p99Micros, double mostMicros, double bytes) {}

    private static final class Seen {
        private final LongStream.Builder nanos = LongStream.builder();
        private long bytes;
    }

    /** The body of one answer. */
    static byte[] answer(int port, String path, String cookie) throws IOException {
        try (Connection connection = new Connection(port)) {
            return connection.ask(request(path, cookie));
        }
    }

    private static byte[] request(String path, String cookie) {
        return """
                GET %s HTTP/1.1\r
                Host: localhost\r
                Accept: text/html\r
                Accept-Language: en-GB,en;q=0.8\r
                Cookie: %s\r
                \r
                """.formatted(path, cookie).getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Runs it.
     *
     * @throws IllegalStateException if an answer is an error
     */
    Outcome run(long seed) throws InterruptedException {
        long start = System.nanoTime();
        List<Seen> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(connections)) {
            List<Callable<Seen>> viewers = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                Random random = new Random(seed * connections + i);
                long first = perSecond == 0 ? start : start + i * 1_000_000_000L / perSecond;
                viewers.add(() -> view(random, start, first));
            }
            for (Future<Seen> seen : threads.invokeAll(viewers)) {
                all.add(seen.get());
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("views of %s on port %d: %s".formatted(path, port, e.getMessage()), e);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        long[] sorted =
                all.stream().flatMapToLong(seen -> seen.nanos.build()).sorted().toArray();
        return new Outcome(
                sorted.length,
                sorted.length / seconds,
                sorted[sorted.length / 2] / 1e3,
                sorted[(int) (sorted.length * 0.99)] / 1e3,
                sorted[sorted.length - 1] / 1e3,
                (double) all.stream().mapToLong(seen -> seen.bytes).sum() / sorted.length);
    }

    private Seen view(Random random, long start, long first) throws IOException {
        Seen seen = new Seen();
        long stepNs = perSecond == 0 ? 0 : connections * 1_000_000_000L / perSecond;
        try (Connection connection = new Connection(port)) {
            long due = first;
            do {
                byte[] request = request(path, cookies.get(random.nextInt(cookies.size())));
                while (System.nanoTime() < due) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                long before = perSecond == 0 ? System.nanoTime() : due;
                seen.bytes += connection.ask(request).length;
                seen.nanos.add(System.nanoTime() - before);
                due += stepNs;
            } while ((perSecond == 0 ? System.nanoTime() : due) - start < bound.toNanos());
        }
        return seen;
    }
}
