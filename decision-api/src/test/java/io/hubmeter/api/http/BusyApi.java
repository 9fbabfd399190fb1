package io.hubmeter.api.http;

import io.hubmeter.api.DecisionApi;
import io.hubmeter.api.view.InMemoryUsageView;
import io.hubmeter.core.policy.Policy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** A server that works on one call at a time, and works on one until it is let go on. */
final class BusyApi implements AutoCloseable {
    static final Bounds ONE_AT_A_TIME = new Bounds(
            1_024, 1, 1_000, 100, 10, Duration.ofDays(1), 1, Duration.ofMillis(20), 32, Duration.ofSeconds(30));

    private final Held held;
    private final DecisionApi api;
    private final HttpClient http = HttpClient.newHttpClient();
    private final CompletableFuture<HttpResponse<String>> first;

    /** A view in which whoever asks for the policy waits. */
    private static final class Held extends DelegatingView {
        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch goOn = new CountDownLatch(1);

        Held(InMemoryUsageView view) {
            super(view);
        }

        @Override
        public Optional<Policy> policy() {
            begun.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return super.policy();
        }
    }

    /** Returns when the first call is being worked on. */
    BusyApi(World world) throws InterruptedException {
        held = new Held(world.view);
        api = world.beside(held, ONE_AT_A_TIME);
        first = http.sendAsync(request("POST", "/v1/decisions", "{\"user\":\"alice\"}"), BodyHandlers.ofString());
        held.begun.await();
    }

    private HttpRequest request(String method, String path, @Nullable String body) {
        HttpRequest.Builder request = World.request(URI.create(api.uri() + path));
        if (body == null) {
            return request.GET().build();
        }
        return request.header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body))
                .build();
    }

    /** A call by an admin. */
    HttpResponse<String> send(String method, String path, @Nullable String body) throws Exception {
        return http.send(request(method, path, body), BodyHandlers.ofString());
    }

    /** Lets the first call go on, and returns its answer. */
    HttpResponse<String> finish() throws Exception {
        held.goOn.countDown();
        return first.get();
    }

    URI uri() {
        return api.uri();
    }

    @Override
    public void close() {
        held.goOn.countDown();
        http.close();
        api.close();
    }
}
