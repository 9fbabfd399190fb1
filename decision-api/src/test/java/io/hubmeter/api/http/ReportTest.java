package io.hubmeter.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubmeter.api.DecisionApi;
import io.hubmeter.api.view.InMemoryUsageView;
import io.hubmeter.api.view.UsageUnavailable;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.usage.Cost;
import io.hubmeter.core.usage.Period;
import io.hubmeter.core.usage.UsageRow;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What was used in the past, in every format, with the names that people really have. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ReportTest {
    private static final Instant DAY = Instant.parse("2026-10-30T00:00:00Z");
    private static final String FROM = "from=2026-10-28&to=2026-11-02";

    private final World world = new World();

    @TempDir
    private Path folder;

    ReportTest() {
        for (String name : StandingsTest.hostileNames()) {
            AccountId account = new AccountId("hostile", name);
            world.view.write(row(account, DAY, 7, List.of(), null));
            world.view.write(row(account, DAY.plusSeconds(86_400), 5, List.of(name), null));
        }
        AccountId ana = new AccountId("shared", "ana");
        world.view.write(row(ana, DAY, 10, List.of("dev", "gpu", "ünï"), new Cost(new BigDecimal("1.000001"), "EUR")));
        world.view.write(
                row(new AccountId("shared", "ben"), DAY, 1, List.of("dev"), new Cost(new BigDecimal("2.5"), "EUR")));
    }

    private static UsageRow row(
            AccountId account,
            Instant start,
            long amount,
            List<String> groups,
            @org.jspecify.annotations.Nullable Cost cost) {
        return new UsageRow(
                account,
                Period.DAY,
                start,
                start.plusSeconds(86_400),
                Quantities.of(Map.of(
                        Resource.MEMORY,
                        Resource.MEMORY.amountOf(BigDecimal.valueOf(amount)),
                        Resource.CPU,
                        BigInteger.valueOf(amount))),
                groups,
                groups.isEmpty() ? null : groups.getLast(),
                cost,
                3,
                true,
                false);
    }

    @AfterAll
    void closeWorld() {
        world.close();
    }

    private JsonNode report(String query) throws Exception {
        HttpResponse<String> response = world.get("/v1/report?" + query);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return Contract.MAPPER.readTree(response.body());
    }

    @Test
    void leftOutItIsThirtyWholeDaysByUser() throws Exception {
        JsonNode report = report("realm=default&resource=memory");
        assertThat(report.size()).isEqualTo(1);
        JsonNode bob = report.get(0);
        assertThat(bob.propertyNames())
                .containsExactly(
                        "periodStart",
                        "periodEnd",
                        "realm",
                        "user",
                        "resource",
                        "unit",
                        "hours",
                        "amount",
                        "cost",
                        "currency",
                        "accounts",
                        "complete",
                        "countedUntil",
                        "estimated",
                        "revision");
        assertThat(bob.get("user").asString()).isEqualTo("bob");
        assertThat(bob.get("periodStart").asString()).isEqualTo("2026-10-31T00:00:00.000Z");
        assertThat(bob.get("unit").asString()).isEqualTo("GiB-hours");
        assertThat(bob.get("hours").decimalValue()).isEqualByComparingTo("48");
        BigDecimal byteMs = BigDecimal.valueOf(6L << 30).multiply(BigDecimal.valueOf(8 * 3_600_000));
        assertThat(bob.get("amount").asString()).isEqualTo(byteMs.toPlainString() + ".000000");
        assertThat(bob.get("complete").asBoolean()).isTrue();
        assertThat(bob.get("revision").asInt()).isZero();
    }

    /** What runs now is in a row that is not complete. */
    @Test
    void theTimeThatRunsIsNotComplete() throws Exception {
        JsonNode line = report("user=alice&from=2026-11-01&to=2026-11-02&resource=memory")
                .get(0);
        assertThat(line.get("complete").asBoolean()).isFalse();
        assertThat(line.get("countedUntil").asString()).isEqualTo("2026-11-01T11:59:58.000Z");
        JsonNode total = report("by=&period=total&" + FROM).get(0);
        assertThat(total.get("complete").asBoolean()).isFalse();
        assertThat(total.get("periodEnd").asString()).isEqualTo("2026-11-02T00:00:00.000Z");
        assertThat(total.get("revision").isNull()).isTrue();
    }

    @Test
    void groupsAddUpToAllUseAndSayByWhichRule() throws Exception {
        assertThat(groups("split"))
                .containsExactly("dev split memory 4.333333", "gpu split memory 3.333333", "ünï split memory 3.333333");
        assertThat(groups("each"))
                .containsExactly("dev each memory 11.000000", "gpu each memory 10.000000", "ünï each memory 10.000000");
        assertThat(groups("primary")).containsExactly("dev primary memory 1.000000", "ünï primary memory 10.000000");
    }

    private List<String> groups(String rule) throws Exception {
        List<String> lines = new ArrayList<>();
        report("by=group&realm=shared&resource=memory&period=month&to=2026-11-01&from=2026-10-28&rule=" + rule)
                .forEach(line -> lines.add("%s %s %s %s"
                        .formatted(
                                line.get("group").asString(),
                                line.get("rule").asString(),
                                line.get("resource").asString(),
                                line.get("hours").decimalValue().setScale(6))));
        return lines;
    }

    /** A cost is of all resources together: beside each of them it would be counted as often as there are resources. */
    @Test
    void costHasALineOfItsOwn() throws Exception {
        JsonNode report = report("by=realm&realm=shared&to=2026-11-01&from=2026-10-28");
        assertThat(report.size()).isEqualTo(3);
        JsonNode cost = report.get(2);
        assertThat(cost.get("cost").decimalValue()).isEqualByComparingTo("3.500001");
        assertThat(cost.get("currency").asString()).isEqualTo("EUR");
        assertThat(cost.get("resource").isNull()).isTrue();
        assertThat(cost.get("amount").isNull()).isTrue();
        assertThat(cost.get("accounts").asInt()).isEqualTo(2);
        assertThat(report.get(0).get("cost").isNull()).isTrue();
    }

    /** Rows do not say on which hub of a realm something was used, so nothing pretends to. */
    @Test
    void hubsThatShareARealmAreNotToldApart() throws Exception {
        assertThat(report("by=hub&realm=shared&" + FROM).get(0).get("hub").asString())
                .isEqualTo("hub-a+hub-b");
        assertThat(report("by=hub&hub=default&" + FROM).get(0).get("hub").asString())
                .isEqualTo("default");
        HttpResponse<String> refused = world.get("/v1/report?hub=hub-a");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body())
                .contains("shared has hub-a, hub-b, and rows do not say which of them: ask for realm=shared");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            by=users                                     | any of user, group, hub, realm, resource, separated by commas
            period=weekly                                | one of hour, day, month, total
            rule=both                                    | one of split, each, primary
            format=xlsx                                  | one of json, csv, parquet
            from=yesterday                               | or a date such as 2026-11-01
            from=2026-10-30T00:30:00Z                    | midnight in UTC, such as 2026-10-30T00:00:00.000Z
            period=hour&from=2026-10-30T00:30:00Z        | a full hour, such as 2026-10-30T00:00:00.000Z
            from=2026-10-30&to=2026-10-30                | a time later than from
            from=2026-08-31                              | the topics hubmeter.usage-hourly and hubmeter.usage-daily keep everything
            user=                                        | 1 to 255 characters
            realm=A                                      | 1 to 63 characters of a-z, 0-9 and -
            realm=shared&hub=default                     | that of hub default, default
            resource=GPU                                 | cpu, memory, gpu, or the name of another resource
            group=a&group=b                              | one
            """)
    void whatCannotBeAskedIsRefusedWithWhatCan(String query, String expected) throws Exception {
        HttpResponse<String> refused = world.get("/v1/report?" + query);
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
        assertThat(Contract.MAPPER.readTree(refused.body()).get("expected").asString())
                .contains(expected);
    }

    @Test
    void csvSaysTheSameAsJsonAndCarriesNoFormula() throws Exception {
        List<String> json = new ArrayList<>();
        report("realm=hostile&by=user,group&" + FROM)
                .forEach(line -> json.add("%s/%s %s"
                        .formatted(
                                io.hubmeter.api.notation.CellText.guarded(
                                        line.get("user").asString()),
                                io.hubmeter.api.notation.CellText.guarded(
                                        line.get("group").asString()),
                                line.get("amount").asString())));
        List<String> csv = new ArrayList<>();
        HttpResponse<String> response = world.get("/v1/report?format=csv&realm=hostile&by=user,group&" + FROM);
        assertThat(response.headers().firstValue("Content-Type")).contains("text/csv; charset=utf-8; header=present");
        assertThat(response.headers().firstValue("Hubmeter-Accounts"))
                .contains(String.valueOf(StandingsTest.hostileNames().size()));
        try (CSVParser rows = CSVFormat.RFC4180
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .get()
                .parse(new StringReader(response.body()))) {
            for (CSVRecord row : rows) {
                assertThat(row.isConsistent()).isTrue();
                assertThat("=+-@\t\r\n".indexOf((row.get("user") + "x").charAt(0)))
                        .isNegative();
                assertThat("=+-@\t\r\n".indexOf((row.get("group") + "x").charAt(0)))
                        .isNegative();
                csv.add("%s/%s %s".formatted(row.get("user"), row.get("group"), row.get("amount")));
            }
        }
        assertThat(csv).hasSize(4 * StandingsTest.hostileNames().size()).isEqualTo(json);
    }

    /** Read by DuckDB, which shares no code with what wrote it. */
    @ParameterizedTest
    @ValueSource(strings = {"realm=hostile&by=user,group&" + FROM, "realm=shared&by=group,hub&" + FROM, "realm=nobody"})
    void parquetSaysTheSameAsJson(String query) throws Exception {
        List<Map<String, String>> json = new ArrayList<>();
        report(query).forEach(line -> {
            Map<String, String> values = new LinkedHashMap<>();
            line.properties()
                    .forEach(field -> values.put(
                            snake(field.getKey()),
                            field.getValue().isNull()
                                    ? "null"
                                    : field.getValue().isNumber()
                                            ? plain(field.getValue().decimalValue())
                                            : field.getKey().equals("amount")
                                                    ? plain(new BigDecimal(
                                                            field.getValue().asString()))
                                                    : field.getValue().asString()));
            json.add(values);
        });
        Path file = folder.resolve("report.parquet");
        download("/v1/report?format=parquet&" + query, file);
        assertThat(rows("SELECT * FROM '" + file + "'")).isEqualTo(json);
    }

    private static String snake(String camel) {
        return camel.replaceAll("([A-Z])", "_$1").toLowerCase(java.util.Locale.ROOT);
    }

    @Test
    void parquetHasTimesDecimalsAndStatisticsThatReadersCanUse() throws Exception {
        Path file = folder.resolve("typed.parquet");
        download("/v1/report?format=parquet&by=user,group&" + FROM, file);
        assertThat(rows("SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM '" + file + "')"))
                .extracting(row -> row.get("column_name") + " " + row.get("column_type"))
                .containsExactly(
                        "period_start TIMESTAMP WITH TIME ZONE",
                        "period_end TIMESTAMP WITH TIME ZONE",
                        "realm VARCHAR",
                        "user VARCHAR",
                        "group VARCHAR",
                        "rule VARCHAR",
                        "resource VARCHAR",
                        "unit VARCHAR",
                        "hours DECIMAL(38,6)",
                        "amount DECIMAL(38,6)",
                        "cost DECIMAL(38,6)",
                        "currency VARCHAR",
                        "accounts INTEGER",
                        "complete BOOLEAN",
                        "counted_until TIMESTAMP WITH TIME ZONE",
                        "estimated BOOLEAN",
                        "revision INTEGER");
        assertThat(
                        rows(
                                "SELECT sum(hours) AS h FROM '" + file
                                        + "' WHERE resource = 'memory' AND \"user\" = 'ana' AND period_start = TIMESTAMPTZ '2026-10-30 00:00:00Z'"))
                .containsExactly(Map.of("h", "9.999999"));
        assertThat(rows("SELECT sum(cost) AS c, count(amount) AS n FROM '" + file + "' WHERE resource IS NULL"))
                .containsExactly(Map.of("c", "3.500001", "n", "0"));
    }

    private void download(String path, Path file) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request =
                    World.request(URI.create(world.api.uri() + path)).build();
            HttpResponse<Path> response = http.send(request, HttpResponse.BodyHandlers.ofFile(file));
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValue("Content-Type")).contains("application/vnd.apache.parquet");
        }
        assertThat(Files.size(file)).isPositive();
    }

    private static List<Map<String, String>> rows(String sql) throws SQLException {
        List<Map<String, String>> rows = new ArrayList<>();
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duck.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            ResultSetMetaData about = result.getMetaData();
            while (result.next()) {
                Map<String, String> row = new LinkedHashMap<>();
                for (int i = 1; i <= about.getColumnCount(); i++) {
                    Object value = result.getObject(i);
                    row.put(about.getColumnName(i), text(value));
                }
                rows.add(row);
            }
        }
        return rows;
    }

    private static String plain(BigDecimal number) {
        return number.stripTrailingZeros().toPlainString();
    }

    private static String text(@org.jspecify.annotations.Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case java.time.OffsetDateTime at -> Json.text(at.toInstant());
            case BigDecimal number -> plain(number);
            default -> value.toString();
        };
    }

    /** A report that broke off must not look like one that ended. */
    @ParameterizedTest
    @ValueSource(strings = {"json", "csv", "parquet"})
    void aReportThatBreaksOffNeverLooksWhole(String format) throws Exception {
        try (DecisionApi api = world.beside(new Interrupted(world.view, 3), Bounds.DEFAULT);
                HttpClient http = HttpClient.newHttpClient()) {
            for (int i = 0; i < 5; i++) {
                HttpRequest request = World.request(URI.create(api.uri() + "/v1/report?" + FROM + "&format=" + format))
                        .build();
                assertThatThrownBy(() -> http.send(request, HttpResponse.BodyHandlers.ofByteArray()))
                        .as("places are given back")
                        .isInstanceOf(IOException.class);
            }
        }
    }

    /** What is added up first can still say that it failed. */
    @Test
    void whatFailsWhileItIsAddedUpIsAnAnswer() throws Exception {
        try (DecisionApi api = world.beside(new Interrupted(world.view, 3), Bounds.DEFAULT);
                HttpClient http = HttpClient.newHttpClient()) {
            for (int i = 0; i < 5; i++) {
                HttpRequest request = World.request(URI.create(api.uri() + "/v1/report?by=group&" + FROM))
                        .build();
                HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
                assertThat(answer.statusCode()).isEqualTo(503);
                assertThat(answer.body()).contains("urn:hubmeter:problem:usage-unavailable");
            }
        }
    }

    @Test
    void whatDoesNotFitIntoMemoryIsRefused() throws Exception {
        Bounds bounds = new Bounds(
                1_024, 1, 1_000, 10, 10, Duration.ofDays(1), 8, Duration.ofSeconds(1), 8, Duration.ofSeconds(5));
        try (DecisionApi api = world.beside(world.view, bounds);
                HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest byGroup = World.request(URI.create(api.uri() + "/v1/report?by=group&" + FROM))
                    .build();
            HttpResponse<String> refused = http.send(byGroup, HttpResponse.BodyHandlers.ofString());
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.body())
                    .contains("urn:hubmeter:problem:report-too-large")
                    .contains("lines: found more than 10, expected at most 10");
            HttpRequest byUser =
                    World.request(URI.create(api.uri() + "/v1/report?" + FROM)).build();
            HttpResponse<String> whole = http.send(byUser, HttpResponse.BodyHandlers.ofString());
            assertThat(whole.statusCode()).isEqualTo(200);
            assertThat(Contract.MAPPER.readTree(whole.body()).size()).isGreaterThan(50);
        }
    }

    @Test
    void oneTooManyIsRefusedWhileOthersAreWritten() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Interrupted waiting = new Interrupted(world.view, Integer.MAX_VALUE) {
            @Override
            void beforeRow() {
                begun.countDown();
                try {
                    goOn.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        };
        Bounds bounds = new Bounds(
                1_024, 1, 1_000, 1_000, 10, Duration.ofDays(1), 8, Duration.ofSeconds(1), 8, Duration.ofSeconds(30));
        try (DecisionApi api = world.beside(waiting, bounds);
                HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request =
                    World.request(URI.create(api.uri() + "/v1/report?" + FROM)).build();
            var first = http.sendAsync(request, HttpResponse.BodyHandlers.ofString());
            begun.await();
            HttpRequest standings =
                    World.request(URI.create(api.uri() + "/v1/standings")).build();
            assertThat(http.send(request, HttpResponse.BodyHandlers.ofString()).body())
                    .contains("urn:hubmeter:problem:too-many-reports");
            assertThat(http.send(standings, HttpResponse.BodyHandlers.ofString())
                            .body())
                    .contains("urn:hubmeter:problem:too-many-reports");
            goOn.countDown();
            assertThat(first.get().statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aGroupCanBeAskedForByItsName() throws Exception {
        String query = "by=user&period=total&" + FROM + "&resource=memory&group=";
        assertThat(report(query + URLEncoder.encode("ünï", StandardCharsets.UTF_8))
                        .get(0)
                        .get("hours")
                        .decimalValue())
                .isEqualByComparingTo("3.333333");
        JsonNode without = report(query + "&realm=shared");
        assertThat(without.size()).isEqualTo(1);
        assertThat(without.get(0).get("user").asString()).isEqualTo("zoe");
    }

    /** A view whose rows break off after a few. */
    private static class Interrupted extends DelegatingView {
        private final int after;

        Interrupted(InMemoryUsageView view, int after) {
            super(view);
            this.after = after;
        }

        void beforeRow() {}

        @Override
        public java.util.stream.Stream<UsageRow> rows(io.hubmeter.core.usage.RowQuery query) {
            int[] count = {0};
            return super.rows(query).peek(row -> {
                beforeRow();
                if (count[0]++ == after) {
                    throw new UsageUnavailable("gone");
                }
            });
        }
    }
}
