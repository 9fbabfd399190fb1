package io.hubmeter.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubmeter.api.DecisionApi;
import io.hubmeter.api.notation.CellText;
import io.hubmeter.api.view.InMemoryUsageView;
import io.hubmeter.api.view.UsageUnavailable;
import io.hubmeter.core.decision.Assessment;
import io.hubmeter.core.decision.Request;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.policy.Entitlement;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Usage of one account and of all, with the names that people really have, and those that attackers choose. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class StandingsTest {
    private final World world = new World();

    StandingsTest() {
        long hours = 1;
        for (String name : hostileNames()) {
            world.view.run(hostile(name), World.gib(1), World.NOW.minus(Duration.ofHours(hours++)), World.NOW);
        }
    }

    @AfterAll
    void closeWorld() {
        world.close();
    }

    static List<String> hostileNames() {
        return List.of(
                "bob",
                "bobby",
                "a/b",
                "a%2Fb",
                "..",
                ".",
                "a b",
                "a+b",
                "O'Neil",
                "say \"hi\"",
                "x,y",
                "line\r\nbreak",
                "tab\t",
                "=cmd|' /C calc'!A0",
                "+1",
                "-1",
                "@sum",
                "å∫ç",
                "🦊",
                "日本",
                "\u202Eevil",
                "a;v=1",
                "a?b#c&d=e",
                "\u0000",
                "<script>",
                "n".repeat(255));
    }

    private static AccountId hostile(String name) {
        return new AccountId("hostile", name);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace(".", "%2E");
    }

    @Test
    void whatHasAPriceCosts() throws Exception {
        JsonNode usage = Contract.MAPPER.readTree(
                world.get("/v1/accounts/hostile/bobby/usage?group=gpu-dev").body());
        assertThat(memory(usage).get("cost").get("amount").decimalValue()).isEqualByComparingTo("0.01");
        assertThat(memory(usage).get("cost").get("currency").asString()).isEqualTo("EUR");
        usage.get("limits")
                .forEach(limit -> assertThat(limit.has("cost"))
                        .isEqualTo(limit.get("resource").asString().equals("memory")));
        try (CSVParser rows = CSVFormat.RFC4180
                .builder()
                .setHeader()
                .get()
                .parse(new java.io.StringReader(
                        world.get("/v1/standings?format=csv&realm=default").body()))) {
            assertThat(rows).anySatisfy(row -> {
                assertThat(row.get("user")).isEqualTo("bob");
                assertThat(row.get("cost")).isEqualTo("0.3000");
                assertThat(row.get("currency")).isEqualTo("EUR");
            });
        }
    }

    @ParameterizedTest
    @MethodSource("hostileNames")
    void usageOfEveryNameIsItsOwn(String name) throws Exception {
        HttpResponse<String> response = world.get("/v1/accounts/hostile/" + encode(name) + "/usage?group=regular");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        JsonNode usage = Contract.MAPPER.readTree(response.body());
        assertThat(usage.get("user").asString()).isEqualTo(name);
        assertThat(memory(usage).get("used").asDouble())
                .isEqualTo(hostileNames().indexOf(name) + 1.0);
    }

    private static JsonNode memory(JsonNode usage) {
        for (JsonNode limit : usage.get("limits")) {
            if (limit.get("resource").asString().equals("memory")) {
                return limit;
            }
        }
        throw new AssertionError("limits: found no memory in " + usage);
    }

    @Test
    void usageCanBeAskedForAsOfEarlier() throws Exception {
        String path = "/v1/accounts/default/alice/usage?at=2026-11-01T12:30:00%2B01:00";
        JsonNode usage = Contract.MAPPER.readTree(world.get(path).body());
        assertThat(usage.get("asOf").asString()).isEqualTo("2026-11-01T11:30:00.000Z");
        assertThat(memory(usage).get("used").asDouble()).isEqualTo(2.0);
        assertThat(usage.get("openPods").asInt()).isEqualTo(1);
        assertThat(usage.get("rates").get(0).get("ratePerHour").asDouble()).isEqualTo(4.0);
        assertThat(usage.get("freshnessSeconds").asDouble()).isEqualTo(2.0);
    }

    @Test
    void theReportListsEveryAccountInOrder() throws Exception {
        JsonNode report = Contract.MAPPER.readTree(world.get("/v1/standings").body());
        List<AccountId> listed = new ArrayList<>();
        report.forEach(usage -> listed.add(AccountId.parse(usage.get("account").asString())));
        assertThat(listed)
                .isSorted()
                .containsExactlyElementsOf(world.view.accounts().sorted().toList());
    }

    @Test
    void theReportOfOneRealmLeavesOthersOut() throws Exception {
        JsonNode report = Contract.MAPPER.readTree(
                world.get("/v1/standings?realm=default").body());
        assertThat(report.size()).isEqualTo(2);
        assertThat(world.get("/v1/standings?realm=nobody").body()).isEqualTo("[]");
    }

    @Test
    void csvReadsBackAndCarriesNoFormula() throws Exception {
        HttpResponse<String> response = world.get("/v1/standings?format=csv&realm=hostile");
        assertThat(response.headers().firstValue("Content-Type")).contains("text/csv; charset=utf-8; header=present");
        List<String> users = new ArrayList<>();
        try (CSVParser rows = CSVFormat.RFC4180
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .get()
                .parse(new java.io.StringReader(response.body()))) {
            for (CSVRecord row : rows) {
                assertThat(row.isConsistent()).isTrue();
                users.add(row.get("user"));
            }
        }
        assertThat(users)
                .containsExactlyInAnyOrderElementsOf(
                        hostileNames().stream().map(CellText::guarded).toList());
        assertThat(users).noneMatch(user -> "=+-@".indexOf(user.charAt(0)) >= 0);
    }

    @Test
    void csvHasARowForEachLimit() throws Exception {
        assertThat(world.get("/v1/standings?format=csv&realm=default").body().lines())
                .hasSize(5)
                .contains(
                        "default,alice,regular,memory,GiB-hours,2592000.000,group regular,60.000000,4.000000,56.000000,"
                                + "4.000000,allows,2026-11-02T02:00:00.000Z,,1,2026-11-01T12:00:00.000Z,"
                                + "2026-11-01T11:59:58.000Z,2.000,"
                                + "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef,0.0200,EUR");
    }

    /** A report that broke off must not look like one that ended. */
    @ParameterizedTest
    @org.junit.jupiter.params.provider.ValueSource(strings = {"json", "csv"})
    void aReportThatBreaksOffNeverLooksWhole(String format) throws Exception {
        Hooked breaking = new Hooked(world.view, StandingsTest::failOnHostile);
        try (DecisionApi api = world.beside(breaking, Bounds.DEFAULT);
                HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request = World.request(URI.create(api.uri() + "/v1/standings?format=" + format))
                    .build();
            assertThatThrownBy(() -> http.send(request, HttpResponse.BodyHandlers.ofString()))
                    .isInstanceOf(IOException.class);
        }
    }

    /** Places are given back when a report breaks off, else a few broken ones would end all reports. */
    @Test
    void aReportThatBreaksOffGivesItsPlaceBack() throws Exception {
        Hooked breaking = new Hooked(world.view, StandingsTest::failOnHostile);
        try (DecisionApi api = world.beside(breaking, Bounds.DEFAULT);
                HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request =
                    World.request(URI.create(api.uri() + "/v1/standings")).build();
            for (int i = 0; i < 5; i++) {
                assertThatThrownBy(() -> http.send(request, HttpResponse.BodyHandlers.ofString()))
                        .isInstanceOf(IOException.class);
            }
        }
    }

    @Test
    void oneReportTooManyIsRefusedUntilAPlaceIsFree() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Hooked waiting = new Hooked(world.view, account -> {
            begun.countDown();
            awaitUninterruptibly(goOn);
        });
        Bounds bounds = new Bounds(
                1_024, 1, 1_000, 100, 10, Duration.ofDays(1), 8, Duration.ofSeconds(1), 8, Duration.ofSeconds(30));
        try (DecisionApi api = world.beside(waiting, bounds);
                HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request =
                    World.request(URI.create(api.uri() + "/v1/standings")).build();
            CompletableFuture<HttpResponse<String>> first =
                    http.sendAsync(request, HttpResponse.BodyHandlers.ofString());
            begun.await();
            HttpResponse<String> second = http.send(request, HttpResponse.BodyHandlers.ofString());
            goOn.countDown();
            assertThat(second.statusCode()).isEqualTo(503);
            assertThat(second.body()).contains("urn:hubmeter:problem:too-many-reports");
            assertThat(second.headers().firstValue("Retry-After")).contains("5");
            assertThat(first.get().statusCode()).isEqualTo(200);
            assertThat(http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
                    .isEqualTo(200);
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void failOnHostile(AccountId account) {
        if (account.realm().equals("hostile")) {
            throw new UsageUnavailable("gone");
        }
    }

    @Test
    void aReportOfTooManyAccountsIsRefusedWhole() throws Exception {
        Bounds bounds = new Bounds(
                1_024, 1, 3, 100, 10, Duration.ofDays(1), 8, Duration.ofSeconds(1), 8, Duration.ofSeconds(5));
        try (DecisionApi api = world.beside(world.view, bounds);
                HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest all =
                    World.request(URI.create(api.uri() + "/v1/standings")).build();
            HttpResponse<String> refused = http.send(all, HttpResponse.BodyHandlers.ofString());
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.body()).contains("urn:hubmeter:problem:report-too-large");
            HttpRequest one = World.request(URI.create(api.uri() + "/v1/standings?realm=default"))
                    .build();
            assertThat(http.send(one, HttpResponse.BodyHandlers.ofString()).statusCode())
                    .isEqualTo(200);
        }
    }

    /** A view that does something of the test's before it assesses an account. */
    private static final class Hooked extends DelegatingView {
        private final Consumer<AccountId> beforeAssessing;

        Hooked(InMemoryUsageView view, Consumer<AccountId> beforeAssessing) {
            super(view);
            this.beforeAssessing = beforeAssessing;
        }

        @Override
        public Assessment assess(
                AccountId account, Entitlement entitlement, Request request, Duration minimumRuntime, Instant at) {
            beforeAssessing.accept(account);
            return super.assess(account, entitlement, request, minimumRuntime, at);
        }
    }
}
