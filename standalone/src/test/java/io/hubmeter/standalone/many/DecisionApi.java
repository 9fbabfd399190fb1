package io.hubmeter.standalone.many;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** {@code hubmeter serve}, as a hub asks it. */
final class DecisionApi implements AutoCloseable {
    /** What the hook of a hub waits at the most, if it is not told otherwise. */
    private static final Duration DEADLINE = Duration.ofSeconds(5);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI uri;
    private final String token;

    DecisionApi(URI uri, String token) {
        this.uri = uri;
        this.token = token;
    }

    /**
     * The answer about a server of one core.
     *
     * @throws IOException also if it does not come in time
     */
    JsonNode decided(String user) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(uri.resolve("/v1/decisions"))
                        .timeout(DEADLINE)
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(
                                "{\"user\": \"%s\", \"groups\": [], \"resources\": {\"cpu\": 1}}".formatted(user)))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException(answer.statusCode() + " " + answer.body());
        }
        return JSON.readTree(answer.body());
    }

    @Override
    public void close() {
        http.close();
    }
}
