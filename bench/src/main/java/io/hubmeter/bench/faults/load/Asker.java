package io.hubmeter.bench.faults.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Asks so many questions per second, whether or not those before were answered, as hubs behind a load balancer do: in turn at
 * each API, but for a second not at one that failed, and once more at the other where the first try fails.
 */
public final class Asker implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final Duration FIRST_TRY = Duration.ofMillis(2_500);
    private static final long AVOIDED_MS = 1_000;
    private static final int MOST_AT_ONCE = 2_000;
    private static final int OK = 200;

    private final List<URI> apis;
    private final String token;
    private final List<Plan.Account> accounts;
    private final Random random;
    private final long rampNs;
    private final long startNs = System.nanoTime();
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(1))
            .build();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("asker").factory());
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore free = new Semaphore(MOST_AT_ONCE);
    private final ConcurrentLinkedQueue<Asked> asked = new ConcurrentLinkedQueue<>();
    private final AtomicInteger turn = new AtomicInteger();
    private final AtomicLongArray avoidedUntilMs;

    private Asker(List<URI> apis, String token, List<Plan.Account> accounts, long seed, Duration ramp) {
        this.rampNs = ramp.toNanos();
        this.apis = apis;
        this.token = token;
        this.accounts = accounts;
        this.random = new Random(seed);
        this.avoidedUntilMs = new AtomicLongArray(apis.size());
    }

    /**
     * Starts one.
     *
     * @param ramp how long the questions take to become as many; from none, evenly
     */
    public static Asker start(
            List<URI> apis, String token, List<Plan.Account> accounts, long seed, int perSecond, Duration ramp) {
        Asker asker = new Asker(apis, token, accounts, seed, ramp);
        var _ = asker.timer.scheduleAtFixedRate(
                asker::next, 0, TimeUnit.SECONDS.toNanos(1) / perSecond, TimeUnit.NANOSECONDS);
        return asker;
    }

    /** Everything asked and answered, or given up, so far. */
    public Collection<Asked> asked() {
        return List.copyOf(asked);
    }

    /** Asks no more, and returns once all is answered or given up. */
    public Collection<Asked> end() throws InterruptedException {
        timer.shutdown();
        var _ = timer.awaitTermination(1, TimeUnit.SECONDS);
        threads.shutdown();
        if (!threads.awaitTermination(DEADLINE.toMillis() * 3, TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException("questions: found some without an end after three times their deadline");
        }
        return asked();
    }

    private void next() {
        long elapsedNs = System.nanoTime() - startNs;
        if (elapsedNs < rampNs && random.nextDouble() * rampNs >= elapsedNs) {
            return;
        }
        Plan.Account account = accounts.get(random.nextInt(accounts.size()));
        Map<String, BigInteger> requested = new TreeMap<>();
        if (random.nextInt(4) > 0) {
            requested.put("cpu", BigInteger.valueOf(1_000_000L * (1 + random.nextInt(8))));
            requested.put(
                    "memory",
                    BigInteger.valueOf((1L + random.nextInt(32)) << 30).multiply(BigInteger.valueOf(1_000_000)));
            requested.put("gpu", BigInteger.valueOf(random.nextInt(2) * 1_000_000L));
        }
        long askedMs = System.currentTimeMillis();
        if (!free.tryAcquire()) {
            asked.add(new Asked(
                    account.realm(), account.user(), requested, askedMs, askedMs, 0, 0, null, "too many at once"));
            return;
        }
        threads.execute(() -> {
            try {
                asked.add(ask(account, requested, askedMs));
            } finally {
                free.release();
            }
        });
    }

    private Asked ask(Plan.Account account, Map<String, BigInteger> requested, long askedMs) {
        long beganNs = System.nanoTime();
        byte[] body = body(account, requested);
        int first = choose();
        List<String> failures = new ArrayList<>();
        for (int tries = 1; tries <= 2; tries++) {
            int chosen = tries == 1 ? first : (first + 1) % apis.size();
            Duration left = DEADLINE.minusMillis(System.currentTimeMillis() - askedMs);
            Duration bound = tries == 1 || left.compareTo(FIRST_TRY) < 0 ? min(left, FIRST_TRY) : left;
            if (bound.isNegative() || bound.isZero()) {
                break;
            }
            try {
                JsonNode answer = post(apis.get(chosen), body, bound);
                return new Asked(
                        account.realm(),
                        account.user(),
                        requested,
                        askedMs,
                        System.currentTimeMillis(),
                        System.nanoTime() - beganNs,
                        tries,
                        answer,
                        "");
            } catch (IOException e) {
                avoidedUntilMs.set(chosen, System.currentTimeMillis() + AVOIDED_MS);
                failures.add(apis.get(chosen) + ": " + e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        return new Asked(
                account.realm(),
                account.user(),
                requested,
                askedMs,
                System.currentTimeMillis(),
                System.nanoTime() - beganNs,
                failures.size(),
                null,
                String.join("; ", failures));
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    /** The next in turn that did not just fail; the next in turn if all did. */
    private int choose() {
        int next = Math.floorMod(turn.getAndIncrement(), apis.size());
        long now = System.currentTimeMillis();
        for (int i = 0; i < apis.size(); i++) {
            int candidate = (next + i) % apis.size();
            if (avoidedUntilMs.get(candidate) <= now) {
                return candidate;
            }
        }
        return next;
    }

    private JsonNode post(URI api, byte[] body, Duration bound) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = client.send(
                HttpRequest.newBuilder(api.resolve("/v1/decisions"))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .timeout(bound)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
        if (response.statusCode() != OK) {
            throw new IOException("status %d: %s"
                    .formatted(
                            response.statusCode(),
                            new String(response.body(), java.nio.charset.StandardCharsets.UTF_8)));
        }
        return JSON.readTree(response.body());
    }

    private static byte[] body(Plan.Account account, Map<String, BigInteger> requested) {
        ObjectNode question =
                JSON.createObjectNode().put("realm", account.realm()).put("user", account.user());
        if (!requested.isEmpty()) {
            ObjectNode resources = question.putObject("resources");
            requested.forEach((resource, micros) -> resources.put(
                    resource, new BigDecimal(micros, 6).stripTrailingZeros().toPlainString()));
        }
        try {
            return JSON.writeValueAsBytes(question);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        threads.shutdownNow();
        client.shutdownNow();
    }
}
