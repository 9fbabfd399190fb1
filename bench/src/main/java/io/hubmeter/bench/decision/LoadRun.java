package io.hubmeter.bench.decision;

import io.hubmeter.bench.http.Connection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;

/**
 * Questions over a number of connections, each of which asks the next one as soon as it is answered.
 *
 * @param port where to ask, on the loopback interface
 * @param group whose limits apply
 * @param accounts how many accounts the stores hold; each as likely as any other
 * @param connections how many at once
 * @param questions how many in all, at the most
 * @param bound how long, at the most
 */
public record LoadRun(int port, String group, int accounts, int connections, int questions, Duration bound) {
    /** How often a prepared question is asked again; preparing each would be part of the measurement. */
    private static final int PREPARED = 4_096;

    /**
     * What came of it.
     *
     * @param perSecond answers per second, over all connections
     * @param p50Micros the median time from question to answer
     * @param p99Micros what one answer in a hundred takes longer than
     * @param deniedShare how many were refused
     */
    public record Outcome(double perSecond, double p50Micros, double p99Micros, double deniedShare) {}

    /** What one connection was answered. */
    private static final class Asked {
        private final long[] nanos;
        private final int denied;

        Asked(long[] nanos, int denied) {
            this.nanos = nanos;
            this.denied = denied;
        }
    }

    /** The body of one answer. */
    static byte[] answer(int port, byte[] body) throws IOException {
        try (Connection connection = new Connection(port)) {
            return connection.ask(Question.request(body));
        }
    }

    /**
     * Runs it.
     *
     * @throws IllegalStateException if an answer is an error, or unknown
     */
    public Outcome run(long seed) throws InterruptedException {
        long start = System.nanoTime();
        List<Asked> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(connections)) {
            List<Callable<Asked>> askers = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                Random random = new Random(seed + i);
                askers.add(() -> ask(random, start));
            }
            for (Future<Asked> asked : threads.invokeAll(askers)) {
                all.add(asked.get());
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("load on port %d: %s".formatted(port, e.getMessage()), e);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        long[] sorted = all.stream()
                .flatMapToLong(asked -> LongStream.of(asked.nanos))
                .sorted()
                .toArray();
        int denied = all.stream().mapToInt(asked -> asked.denied).sum();
        return new Outcome(
                sorted.length / seconds,
                sorted[sorted.length / 2] / 1e3,
                sorted[(int) (sorted.length * 0.99)] / 1e3,
                (double) denied / sorted.length);
    }

    private Asked ask(Random random, long start) throws IOException {
        List<byte[]> prepared = Question.requests(random, Math.min(PREPARED, questions), accounts, group);
        long[] nanos = new long[Math.max(1, questions / connections)];
        int denied = 0;
        try (Connection connection = new Connection(port)) {
            for (int i = 0; i < nanos.length; i++) {
                long before = System.nanoTime();
                byte[] answer = connection.ask(prepared.get(i % prepared.size()));
                nanos[i] = System.nanoTime() - before;
                denied += isDenied(answer) ? 1 : 0;
                if (nanos[i] + before - start > bound.toNanos()) {
                    nanos = Arrays.copyOf(nanos, i + 1);
                }
            }
        }
        return new Asked(nanos, denied);
    }

    /** The first field of an answer tells; an answer that cannot be given is no measurement. */
    private static boolean isDenied(byte[] answer) throws IOException {
        String head = new String(answer, 0, Math.min(200, answer.length), StandardCharsets.UTF_8);
        if (head.contains("\"unknown\"")) {
            throw new IOException("decision: found unknown, expected permit or deny: " + head);
        }
        return head.contains("\"deny\"");
    }
}
