package io.hubmeter.collector.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubmeter.collector.publish.Publisher;
import io.hubmeter.collector.source.Source;
import io.hubmeter.collector.source.SourceHealth;
import io.hubmeter.collector.source.SourceHealth.State;
import io.hubmeter.metrics.ProcessMetrics;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CollectorEndpointTest {
    private static final int REQUESTS = 400;
    private static final long SEED = Long.getLong("hubmeter.seed", 20_261_122L);
    private static final List<String> METHODS =
            List.of("GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "TRACE", "CONNECT", "get", "FOO", "G T", "");
    private static final List<String> TARGETS = List.of(
            "/metrics",
            "/metrics?name[]=jvm",
            "/metrics/",
            "/health/live",
            "/health/ready",
            "/health/ready?%00=%",
            "/health/../metrics",
            "/health/%6cive",
            "/",
            "*",
            "//metrics",
            "/%",
            "/\u00e9",
            "http://elsewhere/metrics",
            "/metrics#x",
            "/" + "a".repeat(40_000));

    private final ProcessMetrics metrics = ProcessMetrics.start();
    private final AtomicReference<@Nullable List<? extends Source>> sources = new AtomicReference<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private @Nullable CollectorEndpoint endpoint;

    @BeforeAll
    void start() {
        endpoint = CollectorEndpoint.start("127.0.0.1", 0, metrics.registry(), sources::get);
        sources.set(List.of(FakeSource.of("kubernetes/prod", State.LIVE, null)));
    }

    @AfterAll
    void stop() {
        running().close();
        metrics.close();
        client.close();
    }

    private CollectorEndpoint running() {
        return java.util.Objects.requireNonNull(endpoint);
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(running().uri().resolve(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void metricsAreInTheFormatOfPrometheus() throws Exception {
        metrics.registry()
                .counter("hubmeter.collector.events", "source", "kubernetes/prod", "op", "c")
                .increment(3);

        HttpResponse<String> response = get("/metrics");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains("text/plain; version=0.0.4; charset=utf-8");
        assertThat(response.body())
                .contains("hubmeter_collector_events_total{op=\"c\",source=\"kubernetes/prod\"} 3.0")
                .contains("jvm_memory_used_bytes{")
                .contains("jvm_threads_live_threads ")
                .contains("jvm_gc_memory_allocated_bytes_total");
    }

    @Test
    void aProcessThatAnswersLives() throws Exception {
        HttpResponse<String> response = get("/health/live");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("{\"status\":\"live\"}");
        assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
    }

    @Test
    void readinessIsTheStatus() throws Exception {
        List<? extends Source> before = sources.get();
        HttpResponse<String> ready = get("/health/ready");
        sources.set(List.of(FakeSource.of("kubernetes/prod", State.FAILING, "no route")));
        HttpResponse<String> failing = get("/health/ready");
        sources.set(before);

        assertThat(ready.statusCode()).isEqualTo(200);
        assertThat(ready.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(failing.statusCode()).isEqualTo(503);
        assertThat(failing.body()).contains("not-ready", "no route");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/metrics/", "/health", "/health/", "/health/live/x", "/METRICS", "/v1/decisions"})
    void thereIsNothingElse(String path) throws Exception {
        assertThat(get(path).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "FOO"})
    void everyPathTakesGetOnly(String method) throws Exception {
        for (String path : List.of("/metrics", "/health/live", "/health/ready")) {
            RawHttp.Reply reply = RawHttp.send(
                    running().uri(), method + " " + path + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
            assertThat(reply.status()).as(path).isEqualTo(405);
            assertThat(reply.headers()).as(path).containsEntry("allow", "GET");
            assertThat(reply.body().isEmpty()).as(path).isEqualTo(method.equals("HEAD"));
        }
    }

    /** What a request carries in its body is never taken for another request. */
    @Test
    void anUnwantedBodyIsNotTheNextRequest() throws Exception {
        String inner = "GET /health/live HTTP/1.1\r\nHost: h\r\n\r\n";
        for (String target : List.of("GET /health/live", "POST /nowhere", "POST /metrics")) {
            RawHttp.Reply reply = RawHttp.send(
                    running().uri(),
                    "%s HTTP/1.1\r\nHost: h\r\nContent-Length: %d\r\n\r\n%s".formatted(target, inner.length(), inner));
            assertThat(reply.status()).as(target).isBetween(200, 405);
            assertThat(reply.body()).as(target).doesNotContain("HTTP/1.1 ");
        }
    }

    @Test
    void randomBytesNeverMakeTheServerFail() throws Exception {
        Random random = new Random(SEED);
        TreeMap<Integer, Integer> seen = new TreeMap<>();
        for (int i = 0; i < REQUESTS; i++) {
            byte[] request = request(random);
            RawHttp.Reply reply = RawHttp.send(running().uri(), request);
            String shown = new String(request, 0, Math.min(200, request.length), StandardCharsets.ISO_8859_1);
            assertThat(reply.status())
                    .as("seed %d, request %d: %s", SEED, i, shown)
                    .isLessThan(500);
            assertThat(reply.body())
                    .as("seed %d, request %d: %s", SEED, i, shown)
                    .doesNotContain("\tat ", "java.lang", "io.helidon", "elsewhere", "aaaa");
            seen.merge(reply.status(), 1, Integer::sum);
        }
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
        assertThat(seen.keySet()).as("seed %d: %s", SEED, seen).contains(200, 400, 404, 405);
        assertThat(seen.getOrDefault(0, 0))
                .as("closed without an answer, seed %d", SEED)
                .isLessThan(REQUESTS / 10);
    }

    private static byte[] request(Random random) {
        if (random.nextInt(20) == 0) {
            byte[] garbage = new byte[1 + random.nextInt(200)];
            random.nextBytes(garbage);
            return garbage;
        }
        String method = random.nextInt(2) > 0 ? "GET" : METHODS.get(random.nextInt(METHODS.size()));
        StringBuilder text = new StringBuilder(method + " " + TARGETS.get(random.nextInt(TARGETS.size())));
        text.append(random.nextInt(15) == 0 ? " HTTP/9.9" : " HTTP/1.1").append("\r\nHost: h\r\nConnection: close\r\n");
        text.append(random.nextInt(15) == 0 ? "no colon\r\n" : "");
        text.append(random.nextInt(15) == 0 ? "X-Odd: \u0007\u00e9 x\r\n" : "");
        String body = "{}".repeat(random.nextInt(3) == 0 ? 40_000 : random.nextInt(3));
        if (random.nextInt(3) == 0) {
            text.append("Content-Length: ")
                    .append(random.nextInt(10) == 0 ? -5 : body.length())
                    .append("\r\n\r\n")
                    .append(body);
        } else {
            text.append("\r\n");
        }
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void aTakenPortIsTold() {
        int port = running().uri().getPort();

        assertThatThrownBy(() -> CollectorEndpoint.start("127.0.0.1", port, metrics.registry(), sources::get))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("http: cannot listen on 127.0.0.1 port %d; is the port taken?", port);
    }

    @Test
    void aHostThatIsNotThereIsTold() {
        assertThatThrownBy(() -> CollectorEndpoint.start("nowhere.invalid", 0, metrics.registry(), sources::get))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("http.host: found 'nowhere.invalid', expected an address or the name of this host");
    }

    @Test
    void aSourceThatCannotSayHowItFaresIsAFailureWithoutDetails() throws Exception {
        List<? extends Source> before = sources.get();
        sources.set(List.of(new Broken()));
        HttpResponse<String> response = get("/health/ready");
        sources.set(before);

        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(response.body()).isEqualTo("The collector failed to answer; its log says why.\n");
    }

    private record Broken() implements Source {
        @Override
        public String name() {
            return "kubernetes/prod";
        }

        @Override
        public void run(Publisher publisher) {
            throw new UnsupportedOperationException();
        }

        @Override
        public SourceHealth health() {
            throw new IllegalStateException("a bug with a name in it: alice");
        }
    }
}
