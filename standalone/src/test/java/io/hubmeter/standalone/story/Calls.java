package io.hubmeter.standalone.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** Calls of the decision API over HTTP, each with the token of whoever calls. */
final class Calls implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration BOUND = Duration.ofSeconds(30);

    private final URI uri;
    private final Tokens tokens;
    private final HttpClient client = HttpClient.newHttpClient();

    Calls(URI uri, Tokens tokens) {
        this.uri = uri;
        this.tokens = tokens;
    }

    /** Where the API is. */
    URI uri() {
        return uri;
    }

    /** The token of a hub. */
    String token(String hub) {
        return tokens.bearer(hub).substring("Bearer ".length());
    }

    /** A hub asks whether a user may start a server of so much memory. */
    JsonNode mayStart(String hub, String user, int gib) {
        return mayStart(hub, user, Map.of("memory", gib + "Gi"));
    }

    /** A hub asks whether a user may start a server that holds these resources. */
    JsonNode mayStart(String hub, String user, Map<String, String> resources) {
        HttpResponse<String> answer = post(hub, "/v1/decisions", question(user, resources));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json(answer);
    }

    /** The question without saying what is expected of the answer. */
    HttpResponse<String> ask(String hub, String user, int gib) {
        return post(hub, "/v1/decisions", question(user, Map.of("memory", gib + "Gi")));
    }

    private static String question(String user, Map<String, String> resources) {
        ObjectNode question = JSON.createObjectNode().put("user", user);
        ObjectNode rates = question.putObject("resources");
        resources.forEach(rates::put);
        return question.toString();
    }

    /** The admin records something about an account. */
    JsonNode record(Map<String, String> fields) {
        ObjectNode body = JSON.createObjectNode();
        fields.forEach(body::put);
        HttpResponse<String> answer = post(Tokens.ADMIN, "/v1/grants", body.toString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return json(answer);
    }

    /** Where a user stands. */
    JsonNode usage(String realm, String user) {
        return get("/v1/accounts/%s/%s/usage".formatted(realm, user));
    }

    /** What a user's use consists of, from an instant up to now. */
    JsonNode history(String realm, String user, Instant from) {
        return get("/v1/accounts/%s/%s/history?from=%s".formatted(realm, user, from));
    }

    private JsonNode get(String path) {
        HttpResponse<String> answer = send(request(Tokens.ADMIN, path).GET());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json(answer);
    }

    private HttpResponse<String> post(String caller, String path, String body) {
        return send(request(caller, path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private HttpRequest.Builder request(String caller, String path) {
        return HttpRequest.newBuilder(uri.resolve(path)).timeout(BOUND).header("Authorization", tokens.bearer(caller));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException("the decision API does not answer: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static JsonNode json(HttpResponse<String> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new IllegalStateException("found '%s', expected JSON".formatted(answer.body()), e);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
