package io.hubmeter.bench.collector;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.hubmeter.collector.kubernetes.apiserver.KubeApiServer;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Whoever writes pods into the API server: spawner and kubelet, with several requests under way at once. */
final class PodWrites implements AutoCloseable {
    private static final int AT_ONCE = 16;
    private static final long PATIENCE_S = 30;
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final String JSON = "application/json";
    private static final String MERGE = "application/strategic-merge-patch+json";
    private static final Pattern VERSION = Pattern.compile("\"resourceVersion\":\"(\\d+)\"");

    private final KubernetesClient client;
    private final String pods;
    private final ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);

    /** What one of several threads does with one pod. */
    interface Step {
        void of(int number) throws Exception;
    }

    PodWrites(KubeApiServer server, String namespace) {
        var config = server.config(KubeApiServer.ADMIN);
        config.setMaxConcurrentRequests(AT_ONCE);
        config.setMaxConcurrentRequestsPerHost(AT_ONCE);
        client = new KubernetesClientBuilder().withConfig(config).build();
        pods = "https://127.0.0.1:%d/api/v1/namespaces/%s/pods".formatted(server.port(), namespace);
    }

    /** Creates a pod. */
    void create(int number) throws IOException, InterruptedException {
        send("POST", "", JSON, SpawnedPods.created(number));
    }

    /** A pod runs, since now. */
    void run(int number) throws IOException, InterruptedException {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        send("PATCH", "/" + SpawnedPods.name(number) + "/status", MERGE, SpawnedPods.running(number, now));
    }

    /** A pod has ended; one that had already has ended later. */
    void end(int number, Instant finishedAt) throws IOException, InterruptedException {
        send("PATCH", "/" + SpawnedPods.name(number) + "/status", MERGE, SpawnedPods.ended(number, finishedAt));
    }

    /** How many bytes of JSON a pod has as stored. */
    int size(int number) throws IOException, InterruptedException {
        return send("GET", "/" + SpawnedPods.name(number), JSON, null).length();
    }

    /** The version of the store now. */
    long version() throws IOException, InterruptedException {
        Matcher version = VERSION.matcher(send("GET", "?limit=1", JSON, null));
        if (!version.find()) {
            throw new IOException("list of pods: found no resourceVersion");
        }
        return Long.parseLong(version.group(1));
    }

    /** Takes pods {@code from} to {@code to}, the latter excluded, through a step, several at a time. */
    void each(int from, int to, Step step) throws InterruptedException {
        each(from, to, System.nanoTime() + LONGEST.toNanos(), step);
    }

    /**
     * The same, for so long at the most.
     *
     * @param endNs when no further step begins, by {@link System#nanoTime}
     */
    void each(int from, int to, long endNs, Step step) throws InterruptedException {
        AtomicInteger next = new AtomicInteger(from);
        List<Future<?>> running = new ArrayList<>();
        for (int thread = 0; thread < AT_ONCE; thread++) {
            running.add(threads.submit(() -> {
                int number = next.getAndIncrement();
                while (number < to && System.nanoTime() - endNs < 0) {
                    step.of(number);
                    number = next.getAndIncrement();
                }
                return null;
            }));
        }
        await(running);
    }

    private static void await(List<Future<?>> running) throws InterruptedException {
        for (Future<?> one : running) {
            try {
                one.get();
            } catch (ExecutionException e) {
                throw new IllegalStateException("a write to the API server failed", e);
            }
        }
    }

    private String send(String method, String path, String type, @Nullable String body)
            throws IOException, InterruptedException {
        var request = client.getHttpClient()
                .newHttpRequestBuilder()
                .uri(pods + path)
                .method(method, type, body)
                .build();
        HttpResponse<String> answer;
        try {
            answer = client.getHttpClient().sendAsync(request, String.class).get(PATIENCE_S, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("%s %s%s: no answer".formatted(method, pods, path), e);
        }
        if (!answer.isSuccessful()) {
            throw new IOException("%s %s%s: %d %s".formatted(method, pods, path, answer.code(), answer.body()));
        }
        return answer.body();
    }

    @Override
    public void close() {
        threads.shutdownNow();
        client.close();
    }
}
