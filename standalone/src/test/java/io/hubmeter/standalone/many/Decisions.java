package io.hubmeter.standalone.many;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Five decisions a second, asked of {@code hubmeter serve} until it is closed. */
final class Decisions implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ScheduledExecutorService asking = Executors.newSingleThreadScheduledExecutor();
    private final URI api;
    private final String token;
    private final AtomicInteger answered = new AtomicInteger();
    private final List<String> failures = Collections.synchronizedList(new ArrayList<>());

    Decisions(URI api, String token) {
        this.api = api;
        this.token = token;
        var _ = asking.scheduleAtFixedRate(this::ask, 0, 200, TimeUnit.MILLISECONDS);
    }

    private void ask() {
        String user = "user-" + answered.get() % Fed.ACCOUNTS;
        try {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(api.resolve("/v1/decisions"))
                            .header("Authorization", "Bearer " + token)
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(
                                    "{\"user\": \"%s\", \"groups\": [], \"resources\": {\"cpu\": 1}}".formatted(user)))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            JsonNode said = JSON.readTree(answer.body());
            if (!said.path("decision").asText().equals("permit")) {
                failures.add(user + ": " + answer.statusCode() + " " + answer.body());
            }
        } catch (Exception e) {
            failures.add(user + ": " + e);
        }
        answered.incrementAndGet();
    }

    int answered() {
        return answered.get();
    }

    /** Those that were no permit, which each should be. */
    List<String> failures() {
        return List.copyOf(failures);
    }

    @Override
    public void close() {
        asking.shutdown();
        try {
            if (!asking.awaitTermination(10, TimeUnit.SECONDS)) {
                failures.add("a decision that never came");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        http.close();
    }
}
