package io.hubmeter.culler.http;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.hubmeter.core.problem.Excerpt;
import io.hubmeter.culler.http.Reply.Answer;
import io.hubmeter.culler.http.Reply.Trouble;
import io.hubmeter.hub.Exchange;
import io.hubmeter.hub.RequestCeiling;
import io.hubmeter.hub.RetryAfter;
import io.hubmeter.hub.Ticker;
import io.hubmeter.hub.TrustedCertificates;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Asks one server. Whatever it does becomes a reply; nothing is tried twice here. While it is down or has too much to do it is
 * asked nothing at all, by nobody. Any threads; they wait for each other where the rate is bounded.
 */
public final class GentleClient implements AutoCloseable {
    private static final int MAX_BODY_BYTES = 4 << 20;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERROR = 500;
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final Endpoint endpoint;
    private final String scheme;
    private final Exchange exchange;
    private final RequestCeiling ceiling;
    private final Gate gate;
    private final InstantSource clock;
    private final Consumer<String> counter;
    private volatile @Nullable Instant heardAt;
    private volatile @Nullable String trouble;

    /**
     * A client that connects when it is needed.
     *
     * @param scheme what stands before the token: {@code token}, {@code Bearer}
     * @param counter told the status of each answer, or {@code none} where there was no answer
     * @throws IOException if the authorities cannot be read
     */
    public GentleClient(
            Endpoint endpoint, String scheme, InstantSource clock, RandomGenerator random, Consumer<String> counter)
            throws IOException {
        this.endpoint = endpoint;
        this.scheme = scheme;
        this.exchange = Exchange.within(
                endpoint.timeout(),
                MAX_BODY_BYTES,
                endpoint.authorities() == null ? null : TrustedCertificates.of(endpoint.authorities()));
        this.ceiling = new RequestCeiling(endpoint.requestsPerMinute(), Ticker.system());
        this.gate = new Gate(random);
        this.clock = clock;
        this.counter = counter;
    }

    /** Reads. */
    public Reply get(String path) throws InterruptedException {
        return ask("GET", path);
    }

    /** Deletes. */
    public Reply delete(String path) throws InterruptedException {
        return ask("DELETE", path);
    }

    private Reply ask(String method, String path) throws InterruptedException {
        URI url = endpoint.at(path);
        Trouble held = held(url);
        if (held != null) {
            return held;
        }
        ceiling.admit();
        // Somebody else may have learned, during the wait, that the server wants to be left alone.
        held = held(url);
        if (held != null) {
            return held;
        }
        String token;
        try {
            token = endpoint.token().reveal();
        } catch (IOException | IllegalArgumentException unusable) {
            return failed("token: " + unusable, null, false);
        }
        try {
            HttpResponse<byte[]> response = exchange.send(HttpRequest.newBuilder(url)
                    .header("Accept", "application/json")
                    .header("Authorization", scheme + " " + token)
                    .method(method, BodyPublishers.noBody())
                    .build());
            counter.accept(Integer.toString(response.statusCode()));
            return reply(method, url, response);
        } catch (IOException unanswered) {
            counter.accept("none");
            return failed(
                    "%s %s: found no answer (%s), expected one".formatted(method, url, Exchange.reason(unanswered)),
                    gate.close(clock.instant(), null),
                    true);
        }
    }

    private @Nullable Trouble held(URI url) {
        Instant until = gate.closedUntil(clock.instant());
        return until == null
                ? null
                : new Trouble("%s: not asked before %s; %s".formatted(url, until, trouble), until, false);
    }

    private Reply reply(String method, URI url, HttpResponse<byte[]> response) {
        int status = response.statusCode();
        JsonNode body = body(response.body());
        if (status != TOO_MANY_REQUESTS && status < SERVER_ERROR) {
            gate.opened();
            heardAt = clock.instant();
            trouble = null;
            return new Answer(status, body);
        }
        Duration askedFor = response.headers()
                .firstValue("Retry-After")
                .flatMap(text -> RetryAfter.parse(text, clock.instant()))
                .orElse(null);
        return failed(
                "%s %s: found status %d%s, expected another".formatted(method, url, status, message(body)),
                gate.close(clock.instant(), askedFor),
                status >= SERVER_ERROR);
    }

    private Trouble failed(String detail, @Nullable Instant notBefore, boolean isUncertain) {
        trouble = detail;
        return new Trouble(detail, notBefore, isUncertain);
    }

    /** A reply that is no use, as trouble. */
    public Trouble unexpected(String method, String path, Answer answer, String expected) {
        return failed(
                "%s %s: found status %d%s, expected %s"
                        .formatted(method, endpoint.at(path), answer.status(), message(answer.body()), expected),
                null,
                false);
    }

    private static String message(JsonNode body) {
        for (String field : new String[] {"message", "detail"}) {
            if (body.path(field).isTextual()) {
                return " (" + Excerpt.ofMessage(body.path(field).textValue()) + ")";
            }
        }
        return "";
    }

    private static JsonNode body(byte[] bytes) {
        try {
            return bytes.length == 0 ? MissingNode.getInstance() : JSON.readTree(bytes);
        } catch (IOException noJson) {
            return MissingNode.getInstance();
        }
    }

    /** When it last answered; null if it did not yet. */
    public @Nullable Instant heardAt() {
        return heardAt;
    }

    /** What is wrong with it; null if nothing is known to be. */
    public @Nullable String trouble() {
        return trouble;
    }

    @Override
    public void close() {
        exchange.close();
    }
}
