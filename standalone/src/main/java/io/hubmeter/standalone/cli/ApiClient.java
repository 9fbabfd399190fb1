package io.hubmeter.standalone.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Asks the decision API. Whatever goes wrong is a {@link CommandFailed} that says what to do. */
final class ApiClient implements AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration REPORT_TIMEOUT = Duration.ofMinutes(10);
    private static final Set<Integer> OK = Set.of(200, 201);
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final String TOKEN_HELP =
            "Show a token with --token-file or $HUBMETER_TOKEN; 'hubmeter token create' makes one for the operator to configure.";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final URI base;
    private final @Nullable String token;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).build();

    /** A client of the API at an address, with the token to show it; null to show none. */
    ApiClient(URI base, @Nullable String token) {
        this.base = base;
        this.token = token;
    }

    JsonNode get(String path) {
        return parse(stream(HttpRequest.newBuilder(uri(path)).GET()));
    }

    JsonNode post(String path, JsonNode body) {
        return parse(stream(HttpRequest.newBuilder(uri(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))));
    }

    /** The answer's body as it comes; the caller closes it. */
    InputStream open(String path) {
        return stream(HttpRequest.newBuilder(uri(path)).GET());
    }

    /** A report, which may take its time before it begins: what is not by user is added up first. */
    ReportAnswer report(String path) {
        HttpResponse<InputStream> response =
                response(HttpRequest.newBuilder(uri(path)).GET(), REPORT_TIMEOUT);
        return new ReportAnswer(
                response.body(),
                response.headers().firstValueAsLong("Hubmeter-Accounts").orElse(-1));
    }

    private URI uri(String path) {
        try {
            return URI.create(base.toString().replaceAll("/+$", "") + path);
        } catch (IllegalArgumentException e) {
            throw new CommandFailed(
                    "--url: found '%s', expected something like http://127.0.0.1:%d".formatted(base, Ports.API), e);
        }
    }

    private InputStream stream(HttpRequest.Builder request) {
        return response(request, ANSWER_TIMEOUT).body();
    }

    private HttpResponse<InputStream> response(HttpRequest.Builder request, Duration timeout) {
        try {
            if (token != null) {
                request.header("Authorization", "Bearer " + token);
            }
        } catch (IllegalArgumentException e) {
            // Its own message would show the token.
            throw new CommandFailed("The token has characters that no token has. " + TOKEN_HELP);
        }
        try {
            HttpResponse<InputStream> response =
                    http.send(request.timeout(timeout).build(), HttpResponse.BodyHandlers.ofInputStream());
            if (!OK.contains(response.statusCode())) {
                throw new CommandFailed(refusal(response) + whatToDo(response.statusCode()));
            }
            return response;
        } catch (IOException | IllegalArgumentException e) {
            throw new CommandFailed(
                    "Nobody answers at %s. Start it with './hubmeter demo', or say where it is with --url."
                            .formatted(base),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailed("interrupted", e);
        }
    }

    private static String whatToDo(int status) {
        return switch (status) {
            case UNAUTHORIZED -> ". " + TOKEN_HELP;
            case FORBIDDEN -> ". Show a token that is for this with --token-file or $HUBMETER_TOKEN.";
            default -> "";
        };
    }

    private static String refusal(HttpResponse<InputStream> response) throws IOException {
        try (InputStream body = response.body()) {
            String text = new String(body.readNBytes(1 << 16), java.nio.charset.StandardCharsets.UTF_8);
            try {
                JsonNode problem = JSON.readTree(text);
                return "%d %s: %s"
                        .formatted(
                                response.statusCode(),
                                problem.path("title").asText("error"),
                                problem.path("detail").asText(""));
            } catch (JsonProcessingException e) {
                return "%d: %s".formatted(response.statusCode(), text);
            }
        }
    }

    private JsonNode parse(InputStream body) {
        try (body) {
            return JSON.readTree(body);
        } catch (IOException e) {
            throw new CommandFailed("The answer of %s is no JSON: is it the decision API?".formatted(base), e);
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
