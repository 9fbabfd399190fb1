package io.hubmeter.standalone.cull;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** An admin who grants more to those whose time for that has come, soon after they have crossed their limit, until it is closed. */
final class Grants implements AutoCloseable {
    /** Nobody is granted anything at the last moment, so that it is clear what has to follow. */
    private static final Duration LAST = Duration.ofMillis(400);

    private static final long ROUND_MS = 100;

    private final ScheduledExecutorService admin = Executors.newSingleThreadScheduledExecutor();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI api;
    private final String token;
    private final Crowd crowd;
    private final Map<String, Instant> grantedAt = new ConcurrentHashMap<>();

    Grants(URI api, String token, Crowd crowd) {
        this.api = api;
        this.token = token;
        this.crowd = crowd;
        var _ = admin.scheduleWithFixedDelay(this::round, 0, ROUND_MS, TimeUnit.MILLISECONDS);
    }

    private void round() {
        crowd.tenants().stream()
                .filter(this::isDue)
                .forEach(tenant -> grant(tenant.account().user()));
    }

    private boolean isDue(Tenant tenant) {
        Instant now = Crowd.now();
        return tenant.grantAt() != null
                && !grantedAt.containsKey(tenant.account().user())
                && !now.isBefore(tenant.grantAt())
                && now.isBefore(tenant.graceUntil().minus(LAST));
    }

    private void grant(String user) {
        String body =
                "{\"kind\": \"grant\", \"user\": \"%s\", \"hub\": \"%s\", \"amount\": \"10 core-hours\", \"reason\": \"thesis\"}"
                        .formatted(user, Crowd.HUB);
        try {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(api.resolve("/v1/grants"))
                            .header("Authorization", "Bearer " + token)
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            // What came of one that was refused shows in the end: nobody is in the list.
            if (answer.statusCode() == 201) {
                grantedAt.put(user, Crowd.now());
            } else {
                System.out.println(answer.statusCode() + " " + answer.body());
            }
        } catch (IOException e) {
            System.out.println("grant: " + e);
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether more was granted, and known to be, before the grace was over. */
    boolean wasInTime(Tenant tenant) {
        Instant at = grantedAt.get(tenant.account().user());
        return at != null && at.isBefore(tenant.graceUntil());
    }

    /** Whether more was granted so late that either is right. */
    boolean wasLate(Tenant tenant) {
        Instant at = grantedAt.get(tenant.account().user());
        return at != null && !at.isBefore(tenant.graceUntil());
    }

    @Override
    public void close() {
        admin.shutdownNow();
        http.close();
    }
}
