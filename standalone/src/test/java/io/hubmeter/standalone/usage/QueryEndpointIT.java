package io.hubmeter.standalone.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.Reading;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.streams.query.QueryEndpoint;
import io.hubmeter.streams.query.QueryEndpointConfig;
import io.hubmeter.wire.json.OpenPod;
import io.hubmeter.wire.json.OpenPodsJson;
import io.hubmeter.wire.json.ReadingJson;
import java.math.BigInteger;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The endpoint over real stores, as a caller without a client sees it. */
class QueryEndpointIT {
    private static final Quantities GIB = Quantities.of(Resource.MEMORY, Resource.MEMORY.microsPerDisplayUnit());
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final SharedPlatform platform = SharedPlatform.get();
    private final int number = platform.next();
    private final Instant now = SharedPlatform.now(number);
    private final AccountId account = new AccountId("endpoint-" + number, "a/ö %2F+&=");

    @Test
    void openPodsAreThoseWithoutAnEnd() throws Exception {
        AccountId prefix = new AccountId(account.realm(), "a");
        platform.runPod(account, GIB, now.minusSeconds(60), null);
        platform.runPod(account, GIB, now.minusSeconds(50), now.minusSeconds(40));
        platform.runPod(prefix, GIB.times(2), now.minusSeconds(30), null);
        platform.await(
                "commit of open pods",
                () -> openPods(account).size() == 1 && openPods(prefix).size() == 1);
        OpenPod pod = openPods(account).getFirst();
        assertThat(pod.rates()).isEqualTo(GIB);
        assertThat(pod.scheduledAt()).isEqualTo(now.minusSeconds(60));
        assertThat(pod.source()).isEqualTo("test");
    }

    @Test
    void historyHasWhatIsInForceBetweenTwoInstants() throws Exception {
        Instant from = now.minusSeconds(100);
        for (int i = 0; i < 5; i++) {
            platform.runPod(account, GIB, from.plusSeconds(i * 10L), from.plusSeconds(i * 10L + 5));
        }
        assertThat(history(from.plusSeconds(7), from.plusSeconds(20)))
                .extracting(Reading::at)
                .containsExactly(from.plusSeconds(5), from.plusSeconds(10), from.plusSeconds(15));
        assertThat(history(from, from.plusSeconds(5))).extracting(Reading::at).containsExactly(from);
        assertThat(history(from.plusSeconds(45), from.plusSeconds(60)))
                .extracting(Reading::at)
                .containsExactly(from.plusSeconds(45));
        assertThat(history(from.minusSeconds(10), from)).isEmpty();
        BigInteger total = history(from, now).getLast().totals().get(Resource.MEMORY);
        assertThat(total).isEqualTo(GIB.times(25_000).get(Resource.MEMORY));
    }

    @Test
    void aHistoryThatIsTooLongIsRefusedNotCut() throws Exception {
        Instant from = now.minusSeconds(100);
        platform.runPod(account, GIB, from, from.plusSeconds(5));
        platform.runPod(account, GIB, from.plusSeconds(6), from.plusSeconds(9));
        QueryEndpointConfig few = new QueryEndpointConfig("127.0.0.1", 0, 1_000, 10, 1, 3, 1, Duration.ofSeconds(30));
        try (QueryEndpoint endpoint = platform.standalone().streams().listen(few)) {
            HttpResponse<String> refused = get(endpoint.uri(), historyPath(from, now));
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(refused.body()).contains("\"found\":\"more than 3 readings\"");
            assertThat(get(endpoint.uri(), historyPath(from, from.plusSeconds(9)))
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /query/v1/groups                                       | query account
            /query/v1/groups?account=alice                         | query account
            /query/v1/groups?account=hub/a&account=hub/b           | query account
            /query/v1/groups?acount=hub/a                          | query
            /query/v1/groups?account=hub/%FF                       | query account
            /query/v1/policy?x=1                                   | query
            /query/v1/grants                                       | query account
            /query/v1/stops                                        | query account
            /query/v1/stops?account=hub/a&most=1                   | query
            /query/v1/decisions?account=                           | query account
            /query/v1/servers?account=hub/a&from=1&to=2            | query most
            /query/v1/servers?account=hub/a&from=2&to=2&most=1     | query to
            /query/v1/servers?account=hub/a&from=1&to=2&most=0     | query most
            /query/v1/servers?account=hub/a&from=1&to=2&most=10002 | query most
            /query/v1/servers?account=hub/a&from=1&to=2&most=x     | query most
            /query/v1/rows?from=1&to=2                             | query period
            /query/v1/rows?period=week&from=1&to=2                 | query period
            /query/v1/rows?period=day&from=2&to=2                  | query
            /query/v1/rows?period=day&from=1&to=2&account=a        | query account
            /query/v1/rows?period=day&from=1&to=2&realm=A          | query
            /query/v1/rows?period=day&from=1&to=2&account=a/b&realm=c | query
            /query/v1/rows?period=day&from=1&to=2&user=a           | query
            /query/v1/history?account=hub/a&from=1                 | query to
            /query/v1/history?account=hub/a&from=2&to=2            | query to
            /query/v1/history?account=hub/a&from=-1&to=2           | query from
            /query/v1/history?account=hub/a&from=now&to=2          | query from
            """)
    void aBadQueryIsNamed(String path, String element) throws Exception {
        // The JDK's URI refuses some of these, so they are sent as they are.
        String answer = RawHttp.send(
                platform.endpoint().uri(), "GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 400 ").contains("\"element\":\"" + element + "\"");
    }

    @Test
    void aBadBodyIsNamed() throws Exception {
        HttpResponse<String> refused = post("{\"account\":\"hub/a\",\"limits\":[{\"resource\":\"gpu\",\"amount\":5}]}");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("\"element\":\"/limits/0/amount\"").contains("\"found\":\"5\"");
    }

    @Test
    void aLargeBodyIsRefused() throws Exception {
        HttpResponse<String> refused = post(" ".repeat(300_000));
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("at most 262144 bytes");
    }

    @Test
    void otherPathsAndMethodsAreRefused() throws Exception {
        assertThat(get(platform.endpoint().uri(), "/query/v1/nothing").statusCode())
                .isEqualTo(404);
        HttpResponse<String> refused = get(platform.endpoint().uri(), "/query/v1/assess");
        assertThat(refused.statusCode()).isEqualTo(405);
        assertThat(refused.headers().firstValue("Allow")).contains("POST");
    }

    @Test
    void itIsReadyOnceStoresAreRestored() throws Exception {
        assertThat(get(platform.endpoint().uri(), "/health/ready").statusCode()).isEqualTo(200);
        assertThat(get(platform.endpoint().uri(), "/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void beforeThatItSaysWhyNot() throws Exception {
        try (NotStarted without = new NotStarted(platform);
                QueryEndpoint endpoint =
                        QueryEndpoint.start(QueryEndpointConfig.onLoopback(0), without.queries(), without::state)) {
            HttpResponse<String> ready = get(endpoint.uri(), "/health/ready");
            assertThat(ready.statusCode()).isEqualTo(503);
            assertThat(ready.body()).contains("found CREATED, expected RUNNING");
            assertThat(get(endpoint.uri(), "/health/live").statusCode()).isEqualTo(200);
            for (String path : List.of(
                    "/query/v1/heard",
                    "/query/v1/accounts",
                    "/query/v1/rows?period=hour&from=1&to=2&account=hub/a",
                    "/query/v1/grants?account=hub/a",
                    "/query/v1/stops?account=hub/a",
                    "/query/v1/decisions?account=hub/a",
                    "/query/v1/servers?account=hub/a&from=1&to=2&most=1",
                    historyPath(now, now.plusSeconds(1)))) {
                HttpResponse<String> refused = get(endpoint.uri(), path);
                assertThat(refused.statusCode()).as(path).isEqualTo(503);
                assertThat(refused.headers().firstValue("Retry-After")).as(path).contains("1");
            }
        }
    }

    @Test
    void aTakenPortIsAnError() {
        int taken = platform.endpoint().uri().getPort();
        assertThatThrownBy(() -> platform.standalone().streams().listen(QueryEndpointConfig.onLoopback(taken)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("port " + taken);
    }

    @Test
    void otherHostsAreRefusedWithoutAToken() {
        QueryEndpointConfig config = QueryEndpointConfig.onLoopback(0);
        QueryEndpointConfig open = new QueryEndpointConfig(
                "0.0.0.0",
                0,
                config.bodyBytes(),
                config.connections(),
                config.scans(),
                config.readings(),
                config.pods(),
                config.idle());
        assertThatThrownBy(() -> platform.standalone().streams().listen(open))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "host: found '0.0.0.0', expected a loopback address, because there is no token that callers must show");
    }

    private List<OpenPod> openPods(AccountId of) {
        try {
            HttpResponse<String> answer = get(
                    platform.endpoint().uri(),
                    "/query/v1/pods?account=" + URLEncoder.encode(of.toString(), StandardCharsets.UTF_8));
            assertThat(answer.statusCode()).isEqualTo(200);
            return OpenPodsJson.read(answer.body().getBytes(StandardCharsets.UTF_8));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private List<Reading> history(Instant from, Instant to) throws Exception {
        HttpResponse<String> answer = get(platform.endpoint().uri(), historyPath(from, to));
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body()
                .lines()
                .map(line -> ReadingJson.read(line.getBytes(StandardCharsets.UTF_8)))
                .toList();
    }

    private String historyPath(Instant from, Instant to) {
        return "/query/v1/history?account=%s&from=%d&to=%d"
                .formatted(
                        URLEncoder.encode(account.toString(), StandardCharsets.UTF_8),
                        from.toEpochMilli(),
                        to.toEpochMilli());
    }

    private HttpResponse<String> post(String body) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(platform.endpoint().uri().resolve("/query/v1/assess"))
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private static HttpResponse<String> get(URI endpoint, String path) throws Exception {
        return HTTP.send(HttpRequest.newBuilder(endpoint.resolve(path)).build(), BodyHandlers.ofString());
    }
}
