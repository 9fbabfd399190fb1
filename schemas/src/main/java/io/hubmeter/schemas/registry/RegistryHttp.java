package io.hubmeter.schemas.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;

/** Calls to a registry, each with a time limit and a bounded number of attempts. */
final class RegistryHttp implements AutoCloseable {

    private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";
    private static final long FIRST_PAUSE_MS = 200;
    private static final long LONGEST_PAUSE_MS = 3_000;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client;
    private final String base;
    private final String shown;
    private final String authorization;
    private final Duration timeout;
    private final int attempts;

    RegistryHttp(URI base, Duration timeout, int attempts) {
        if (attempts < 1) {
            throw new IllegalArgumentException("attempts: found " + attempts + ", expected at least 1");
        }
        String user = base.getUserInfo();
        this.base = withoutUser(base, base.getRawUserInfo()).replaceAll("/+$", "");
        this.shown = this.base;
        this.authorization = user == null
                ? ""
                : "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8));
        this.timeout = timeout;
        this.attempts = attempts;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(timeout)
                .build();
    }

    /** A name as one segment of a path. */
    static String segment(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /**
     * Sends a request and returns the JSON of a 2xx answer.
     *
     * @param body not sent when empty
     */
    JsonNode send(String method, String path, Map<String, String> body) {
        HttpRequest request = request(method, path, body);
        String what = "schema registry " + shown + ": " + method + " " + path;
        RegistryException.Unreachable failure = null;
        for (int attempt = 1; attempt <= attempts; attempt++) {
            if (attempt > 1) {
                pause(attempt, what);
            }
            try {
                HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
                if (answer.statusCode() < 500 && answer.statusCode() != TOO_MANY_REQUESTS) {
                    return accepted(answer, what);
                }
                failure = new RegistryException.Unreachable(
                        what + ": status " + answer.statusCode() + " after " + attempt + " attempts");
            } catch (IOException e) {
                failure = new RegistryException.Unreachable(what + ": no answer after " + attempt + " attempts", e);
            } catch (InterruptedException e) {
                throw interrupted(what, e);
            }
        }
        throw failure == null ? new RegistryException.Unreachable(what) : failure;
    }

    private HttpRequest request(String method, String path, Map<String, String> body) {
        try {
            var request = HttpRequest.newBuilder(URI.create(base + path))
                    .timeout(timeout)
                    .header("Accept", MEDIA_TYPE)
                    .header("Content-Type", MEDIA_TYPE)
                    .method(
                            method,
                            body.isEmpty()
                                    ? BodyPublishers.noBody()
                                    : BodyPublishers.ofString(JSON.writeValueAsString(body)));
            if (!authorization.isEmpty()) {
                request.header("Authorization", authorization);
            }
            return request.build();
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode accepted(HttpResponse<String> answer, String what) {
        JsonNode json = json(answer.body());
        if (answer.statusCode() >= 200 && answer.statusCode() < 300 && !json.isMissingNode()) {
            return json;
        }
        int errorCode = json.path("error_code").asInt(answer.statusCode());
        throw new RegistryException.Refused(
                answer.statusCode(),
                errorCode,
                what + ": " + json.path("message").asText("no message"));
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    private static void pause(int attempt, String what) {
        try {
            Thread.sleep(Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS << (attempt - 2)));
        } catch (InterruptedException e) {
            throw interrupted(what, e);
        }
    }

    private static RegistryException interrupted(String what, InterruptedException e) {
        Thread.currentThread().interrupt();
        return new RegistryException.Unreachable(what + ": interrupted", e);
    }

    private static String withoutUser(URI base, String rawUser) {
        return rawUser == null ? base.toString() : base.toString().replace(rawUser + "@", "");
    }

    @Override
    public void close() {
        client.close();
    }
}
