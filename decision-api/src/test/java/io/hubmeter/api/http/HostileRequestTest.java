package io.hubmeter.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Random requests, from valid to garbage: none makes the server fail, and every answer keeps the contract. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class HostileRequestTest {
    private static final int REQUESTS = 600;
    private static final long SEED = Long.getLong("hubmeter.seed", 20_261_101L);
    private static final String AS_ADMIN = "Authorization: Bearer " + World.ADMIN + "\r\n";
    private static final String DECIDE = "POST /v1/decisions";
    private static final List<String> TEXTS = List.of(
            "alice",
            "bob",
            "",
            "a/b",
            "\\u0000",
            "\\ud83e\\udd8a",
            "\\ud800",
            "å",
            "x'; --",
            "../..",
            "default",
            "hub-a");
    private static final List<String> QUANTITIES = List.of(
            "0",
            "1",
            "2.5",
            "-1",
            "1e3",
            "1e400",
            "1e999999999",
            "null",
            "true",
            "\"4GiB\"",
            "\"500m\"",
            "\"1.5G\"",
            "\"4 gigs\"",
            "\"\"",
            "\"1e999\"",
            "{}",
            "[]",
            "99999999999999999999",
            "0.0000001",
            "\"٣\"");
    private static final List<String> RUNTIMES = List.of(
            "null",
            "\"5h\"",
            "\"1d12h\"",
            "\"h\"",
            "\"\"",
            "60",
            "0.001",
            "1e9",
            "1e-999999999",
            "-1",
            "[]",
            "\"99999d\"");
    private static final List<String> RESOURCES =
            List.of("cpu", "memory", "gpu", "nvidia.com/gpu", "CPU", "", "a b", "\\u0000");
    private static final List<String> TARGETS = List.of(
            "/",
            "/v1/decisions",
            "/v1/policy",
            "/v1/standings",
            "/v1/standings?format=csv",
            "/v1/standings?format=%00",
            "/v1/report",
            "/v1/report?by=%00",
            "/v1/report?from=9999-12-31&to=-1",
            "/v1/report?user=%00&group=%f0%9f%a6%8a",
            "/v1/report?by=,,,,",
            "/health/live",
            "/health/ready",
            "/openapi.yaml",
            "/v1/accounts/default/alice/usage",
            "/v1/accounts/default/a%2Fb/usage",
            "/v1/accounts/default/%2E%2E/usage",
            "/v1/accounts/default/../usage",
            "/v1/accounts/default/%/usage",
            "/v1/accounts/default/%FF/usage",
            "/v1/accounts/default/a;b=c/usage",
            "/v1/accounts//alice/usage",
            "/v1/accounts/default//usage",
            "/v1/accounts/default/\u00e9/usage",
            "/v1/accounts/default/alice/usage?at=%2",
            "/v1/accounts/default/alice/usage?group=%F0%9F%A6%8A&group",
            "/v1/accounts/default/alice/usage?%=%&=&&",
            "*",
            "http://elsewhere/v1/policy",
            "/v1/policy#x",
            "/%2e%2e/",
            "/v1/policy?" + "a".repeat(5_000),
            "/" + "a".repeat(40_000),
            "/v1/accounts/default/a|b<c>\"/usage");
    private static final List<String> METHODS =
            List.of("GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "TRACE", "CONNECT", "get", "FOO", "G T", "");

    private final World world = new World();
    private final Contract contract = new Contract(new String(ContractHandler.bytes(), StandardCharsets.UTF_8));

    @AfterAll
    void closeWorld() {
        world.close();
    }

    @Test
    void randomQuestionsAreAnsweredOrRefusedAsTheContractSays() throws Exception {
        Random random = new Random(SEED);
        TreeMap<Integer, Integer> seen = new TreeMap<>();
        for (int i = 0; i < REQUESTS; i++) {
            String body = question(random);
            if (random.nextInt(4) == 0) {
                body = mutated(body, random);
            }
            HttpResponse<String> response = world.post("/v1/decisions", body);
            String contentType = response.headers().firstValue("Content-Type").orElse("none");
            assertThat(contract.violations(DECIDE, response.statusCode(), contentType, response.body()))
                    .as("seed %d, request %d: %s", SEED, i, body)
                    .isEmpty();
            if (response.statusCode() == 200) {
                assertThat(contract.violations("/components/schemas/Question", body))
                        .as("accepted though the contract does not allow it; seed %d, request %d: %s", SEED, i, body)
                        .isEmpty();
            }
            seen.merge(response.statusCode(), 1, Integer::sum);
        }
        assertThat(seen.keySet()).as("seed %d", SEED).containsExactlyInAnyOrder(200, 400);
        assertThat(seen.getOrDefault(200, 0)).as("seed %d", SEED).isGreaterThan(REQUESTS / 20);
    }

    @Test
    void randomBytesNeverMakeTheServerFail() throws Exception {
        Random random = new Random(SEED);
        TreeMap<Integer, Integer> seen = new TreeMap<>();
        for (int i = 0; i < REQUESTS; i++) {
            byte[] request = rawRequest(random);
            RawHttp.Reply reply = RawHttp.send(world.api.uri(), request);
            String shown = new String(request, StandardCharsets.ISO_8859_1);
            shown = shown.substring(0, Math.min(300, shown.length()));
            assertThat(reply.status())
                    .as("seed %d, request %d: %s", SEED, i, shown)
                    .isLessThan(500);
            String contentType = reply.headers().getOrDefault("content-type", "");
            boolean hasBody = !shown.startsWith("HEAD");
            if (reply.status() >= 400 && hasBody) {
                assertThat(contentType)
                        .as("seed %d, request %d: %s%n%s", SEED, i, shown, reply)
                        .isEqualTo("application/problem+json");
                assertThat(reply.body())
                        .as("seed %d, request %d: %s%n%s", SEED, i, shown, reply)
                        .startsWith("{")
                        .doesNotContain("HTTP/1.1 ");
                assertThat(contract.violations("/components/schemas/Problem", reply.body()))
                        .as("seed %d, request %d: %s%n%s", SEED, i, shown, reply)
                        .isEmpty();
            }
            assertThat(reply.body()).doesNotContain("\tat ", "java.lang", "io.helidon", "com.fasterxml");
            seen.merge(reply.status(), 1, Integer::sum);
        }
        assertThat(world.get("/health/live").statusCode()).isEqualTo(200);
        assertThat(seen.keySet()).as("seed %d: %s", SEED, seen).contains(200, 400, 404, 405, 413, 415);
        assertThat(seen.getOrDefault(0, 0))
                .as("closed without an answer, seed %d", SEED)
                .isLessThan(REQUESTS / 10);
    }

    static List<String> wrongAuthorizations() {
        String token = World.ADMIN;
        return List.of(
                "",
                "Authorization:\r\n",
                "Authorization: Bearer\r\n",
                "Authorization: Bearer \r\n",
                "Authorization: Bearer hm_wrong\r\n",
                "Authorization: bearer hm_wrong\r\n",
                "Authorization: BEARER " + token + "x\r\n",
                "Authorization: Bearer " + token.substring(1) + "\r\n",
                "Authorization: Bearer " + token.toUpperCase(Locale.ROOT) + "\r\n",
                "Authorization: Bearer " + token + "=\r\n",
                "Authorization: Bearer " + token + " " + token + "\r\n",
                "Authorization: Bearer " + token + ",Bearer " + token + "\r\n",
                "Authorization: Bearer \"" + token + "\"\r\n",
                "Authorization: Bearer\t" + token + "\r\n",
                "Authorization: Bearer:" + token + "\r\n",
                "Authorization: " + token + "\r\n",
                "Authorization: token " + token + "\r\n",
                "Authorization: Basic " + token + "\r\n",
                "Authorization: Digest username=\"Bearer\"\r\n",
                "Authorization: BearerBearer " + token + "\r\n",
                "Authorization: Bearer " + "a".repeat(513) + "\r\n",
                "Authorization: Bearer " + "a".repeat(8_000) + "\r\n",
                "Authorization: Bearer \u00e9\u00ff\u0080\r\n",
                "Authorization: Bearer " + token + "\r\nAuthorization: Bearer " + token + "\r\n",
                "Authorization: Bearer hm_wrong\r\nAuthorization: Bearer " + token + "\r\n",
                "Authorization: Bearer " + token + "\r\nauthorization: Basic eA==\r\n",
                "X-Authorization: Bearer " + token + "\r\n",
                "Proxy-Authorization: Bearer " + token + "\r\n",
                "Cookie: token=" + token + "\r\n");
    }

    @ParameterizedTest
    @MethodSource("wrongAuthorizations")
    void withoutAKnownTokenNothingButHealthAnswers(String authorization) throws Exception {
        for (String target : List.of(
                "GET /v1/policy",
                "GET /v1/policy?access_token=" + World.ADMIN,
                "POST /v1/decisions",
                "GET /nowhere",
                "BREW /v1/standings")) {
            RawHttp.Reply reply = raw(target, authorization);
            assertThat(reply.status()).as(target + ": " + reply).isEqualTo(401);
            assertThat(reply.headers().get("www-authenticate"))
                    .as(authorization)
                    .isIn("Bearer", "Bearer error=\"invalid_token\"");
            assertThat(reply.body()).doesNotContain(World.ADMIN, "hm_wrong", "aaaa", "/v1");
            assertThat(contract.violations("/components/schemas/Problem", reply.body()))
                    .isEmpty();
        }
        assertThat(raw("GET /health/live", authorization).status()).isEqualTo(200);
    }

    /** Beyond what the web server takes for a header it does not come to be looked at, and tells as little. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization: Bearer \u0000\r\n",
                "Authorization: Bearer \u0001x\r\n",
                "Authorization : Bearer hm_admin\r\n",
                "Authorization: Bearer\r\n hm_admin\r\n"
            })
    void aBrokenHeaderIsRefusedAsAWhole(String header) throws Exception {
        assertThat(raw("GET /v1/policy", header).status()).isIn(400, 401);
        assertThat(raw("GET /v1/policy", "Authorization: Bearer " + "a".repeat(40_000) + "\r\n")
                        .status())
                .isIn(400, 401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bearer ", "BEARER ", "BeArEr ", "Bearer  "})
    void theSchemesCaseDoesNotMatter(String scheme) throws Exception {
        assertThat(raw("GET /v1/policy", "Authorization: " + scheme + World.ADMIN + "\r\n")
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "//",
                "//v1/policy",
                "/v1/policy/",
                "/v1//policy",
                "/./v1/policy",
                "/v1/%70olicy",
                "/v1%2Fpolicy",
                "/%2e%2e/v1/policy",
                "/health/live/../../v1/policy",
                "/health/live/%2e%2e/%2e%2e/v1/policy",
                "/health/live/",
                "/health//live",
                "/health/live;x=y",
                "/health/%6Cive",
                "/HEALTH/LIVE",
                "/health/live%00",
                "/health/live%2F..%2F..%2Fv1%2Fpolicy",
                "/health",
                "/v1/accounts/default/alice/usage",
                "/v1/accounts/default/..%2F..%2Fhealth%2Flive/usage",
                "http://h/v1/policy",
                "*"
            })
    void noWrittenFormOfAPathGetsPast401(String path) throws Exception {
        for (String method : List.of("GET", "POST", "OPTIONS", "DELETE", "TRACE", "get")) {
            RawHttp.Reply reply = raw(method + " " + path, "");
            // The web server itself may refuse the form; nothing else may be told.
            assertThat(reply.status()).as(method + " " + path + ": " + reply).isIn(400, 401);
        }
    }

    /** Whoever is not known is told so at once, however much is announced; nothing waits for the body. */
    @Test
    void nothingOfTheBodyIsReadBefore401() throws Exception {
        for (String headers : List.of("Content-Length: 60000\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\nffff\r\n")) {
            try (Socket socket =
                    new Socket(world.api.uri().getHost(), world.api.uri().getPort())) {
                // Less than the server's own bound on silence, after which it would answer too.
                socket.setSoTimeout((int) Bounds.DEFAULT.idle().toMillis() / 2);
                String head = "POST /v1/decisions HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n" + headers;
                socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
                byte[] answer = socket.getInputStream().readNBytes(12);
                assertThat(new String(answer, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 401");
            }
        }
    }

    private RawHttp.Reply raw(String target, String headers) throws IOException {
        String request = target + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n" + headers + "\r\n";
        return RawHttp.send(world.api.uri(), request.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** What a request carries in its body is never taken for another request, wherever it was sent. */
    @Test
    void anUnwantedBodyIsNotTheNextRequest() throws Exception {
        String inner = "GET /health/live HTTP/1.1\r\nHost: h\r\n\r\n";
        for (String target : List.of("GET /health/live", "POST /nowhere", "POST /v1/policy", "GET /v1/standings")) {
            String request = "%s HTTP/1.1\r\nHost: h\r\n%sContent-Length: %d\r\n\r\n%s"
                    .formatted(target, AS_ADMIN, inner.length(), inner);
            RawHttp.Reply reply = RawHttp.send(world.api.uri(), request.getBytes(StandardCharsets.US_ASCII));
            assertThat(reply.status()).as(target).isBetween(200, 405);
            assertThat(reply.body()).as(target).doesNotContain("HTTP/1.1 ");
        }
    }

    /** An empty body after the head of a HEAD request keeps the connection in step. */
    @Test
    void aHeadRequestIsFollowedByNothing() throws Exception {
        String twice = "HEAD /v1/policy HTTP/1.1\r\nHost: h\r\n" + AS_ADMIN
                + "\r\nGET /health/live HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
        RawHttp.Reply reply = RawHttp.send(world.api.uri(), twice.getBytes(StandardCharsets.US_ASCII));
        assertThat(reply.status()).isEqualTo(405);
        assertThat(reply.body()).startsWith("HTTP/1.1 200");
    }

    private static String question(Random random) {
        StringBuilder body = new StringBuilder("{\"user\":").append(text(random));
        if (random.nextInt(3) == 0) {
            body.append(",\"")
                    .append(random.nextBoolean() ? "hub" : "realm")
                    .append("\":")
                    .append(text(random));
        }
        if (random.nextInt(3) == 0) {
            body.append(",\"server\":").append(random.nextInt(4) == 0 ? "null" : text(random));
        }
        if (random.nextInt(3) == 0) {
            body.append(",\"groups\":[")
                    .append(random.nextBoolean() ? "" : text(random))
                    .append(']');
        }
        if (random.nextInt(2) == 0) {
            body.append(",\"resources\":{\"").append(pick(RESOURCES, random)).append("\":");
            body.append(pick(QUANTITIES, random)).append('}');
        }
        if (random.nextInt(3) == 0) {
            body.append(",\"runtime\":").append(pick(RUNTIMES, random));
        }
        if (random.nextInt(12) == 0) {
            body.append(",\"extra\":1");
        }
        return body.append('}').toString();
    }

    private static String text(Random random) {
        return '"' + pick(TEXTS, random) + '"';
    }

    private static String mutated(String body, Random random) {
        StringBuilder changed = new StringBuilder(body);
        for (int i = 0; i <= random.nextInt(3) && !changed.isEmpty(); i++) {
            int at = random.nextInt(changed.length());
            switch (random.nextInt(3)) {
                case 0 -> changed.deleteCharAt(at);
                case 1 -> changed.setCharAt(at, (char) (1 + random.nextInt(126)));
                default -> changed.insert(at, "{}[],:\"\\0".charAt(random.nextInt(9)));
            }
        }
        return changed.toString();
    }

    private static byte[] rawRequest(Random random) throws IOException {
        if (random.nextInt(20) == 0) {
            byte[] garbage = new byte[1 + random.nextInt(200)];
            random.nextBytes(garbage);
            return garbage;
        }
        byte[] body = question(random).getBytes(StandardCharsets.UTF_8);
        if (random.nextInt(6) == 0) {
            random.nextBytes(body);
        }
        if (random.nextInt(10) == 0) {
            body = new byte[70_000];
        }
        String method = random.nextInt(3) > 0 ? "GET" : pick(METHODS, random);
        String target = pick(TARGETS, random);
        if (random.nextInt(3) == 0) {
            method = "POST";
            target = "/v1/decisions";
        }
        StringBuilder head = new StringBuilder(method + " " + target + " ");
        head.append(random.nextInt(15) == 0 ? "HTTP/9.9" : "HTTP/1.1").append("\r\nHost: h\r\nConnection: close\r\n");
        head.append("Authorization: Bearer " + World.ADMIN + "\r\n");
        head.append(random.nextInt(6) == 0 ? "" : "Content-Type: application/json\r\n");
        head.append(random.nextInt(15) == 0 ? "Content-Type: \u0001\r\n" : "");
        head.append(random.nextInt(15) == 0 ? "no colon\r\n" : "");
        head.append(random.nextInt(15) == 0 ? "X-Request-ID: \u0007\u00e9 x\r\n" : "");
        head.append(random.nextInt(20) == 0 ? "Expect: 100-continue\r\n" : "");
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        boolean sendsBody = !method.equals("GET") && !method.equals("HEAD");
        if (sendsBody && random.nextInt(4) == 0) {
            head.append("Transfer-Encoding: chunked\r\n\r\n");
            head.append(random.nextInt(5) == 0 ? "zz" : Integer.toHexString(body.length))
                    .append("\r\n");
            request.write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
            request.write(body);
            request.write("\r\n0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        } else {
            String length =
                    random.nextInt(15) == 0 ? "-5" : String.valueOf(body.length + (random.nextInt(15) == 0 ? 9 : 0));
            head.append(sendsBody ? "Content-Length: " + length + "\r\n" : "").append("\r\n");
            request.write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
            if (sendsBody) {
                request.write(body);
            }
        }
        return request.toByteArray();
    }

    private static String pick(List<String> from, Random random) {
        return from.get(random.nextInt(from.size()));
    }
}
