package io.hubmeter.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.core.grant.Grant;
import io.hubmeter.core.metering.Resource;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Grants, corrections and voids, and the history that shows them. */
final class GrantTest {
    private final World world = new World();

    @AfterEach
    void closeWorld() {
        world.close();
    }

    @Test
    void aGrantIsRecordedAsAskedByTheTokensName() throws Exception {
        JsonNode answer = grant(
                201,
                "{'kind':'grant','hub':'hub-b','user':'zoe','resource':'memory','amount':'20 GiB-hours','window':'30d',"
                        + "'from':'2026-11-02T01:00:00+01:00','until':'2026-12-01T00:00:00.0019Z','id':'x','reason':'thesis'}");
        Grant expected = new Grant(
                "x",
                Grant.Kind.ADDITION,
                World.ZOE,
                Resource.MEMORY,
                Resource.MEMORY.amountOf(BigDecimal.valueOf(20)),
                Duration.ofDays(30),
                Instant.parse("2026-11-02T00:00:00Z"),
                Instant.parse("2026-12-01T00:00:00.001Z"),
                "root",
                "thesis",
                World.NOW);
        assertThat(world.granted).containsExactly(expected);
        assertThat(answer.get("actor").asString()).isEqualTo("root");
        assertThat(answer.get("amount").decimalValue()).isEqualByComparingTo("20");
        assertThat(answer.get("exact").get("amount").asString())
                .isEqualTo(expected.amount().toString());
        assertThat(answer.get("window").asString()).isEqualTo("30 days");
        assertThat(answer.get("voidedBy").isNull()).isTrue();
    }

    @Test
    void whatIsLeftOutIsNowWithoutEndUnderEveryWindowAndANewId() throws Exception {
        grant(201, "{'kind':'grant','user':'alice','amount':'0.5 GPU-hours','reason':'r'}");
        grant(201, "{'kind':'grant','user':'alice','amount':'0.5 GPU-hours','reason':'r'}");
        assertThat(world.granted)
                .allSatisfy(grant -> {
                    assertThat(grant.account()).isEqualTo(World.ALICE);
                    assertThat(grant.from()).isEqualTo(World.NOW);
                    assertThat(grant.until()).isNull();
                    assertThat(grant.window()).isNull();
                    assertThat(grant.resource()).isEqualTo(Resource.GPU);
                })
                .extracting(Grant::id)
                .doesNotHaveDuplicates()
                .hasSize(2);
    }

    @Test
    void aCorrectionTakesOffWhatWasNotTheUsersFault() throws Exception {
        grant(
                201,
                "{'kind':'correction','user':'alice','amount':'-8 GiB-hours','from':'2026-11-01T08:00:00Z',"
                        + "'until':'2026-11-01T12:00:00Z','reason':'down'}");
        assertThat(world.granted)
                .first()
                .satisfies(grant ->
                        assertThat(grant.amount()).isEqualTo(Resource.MEMORY.amountOf(BigDecimal.valueOf(-8))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}|/kind|nothing",
                "{'kind':'grnt','user':'a','reason':'r'}|/kind|'grnt'",
                "{'kind':'grant','reason':'r'}|/user|nothing",
                "{'kind':'grant','user':'a','amount':'1 GiB-hours'}|/reason|nothing",
                "{'kind':'grant','user':'a','amount':'1 GiB-hours','reason':''}|/reason|0 characters",
                "{'kind':'grant','user':'a','amount':'1 GiB-hours','reason':'  '}|/reason|only spaces",
                "{'kind':'grant','user':'a','reason':'r'}|/amount|nothing",
                "{'kind':'grant','user':'a','amount':'0 GiB-hours','reason':'r'}|/amount|'0 GiB-hours'",
                "{'kind':'grant','user':'a','amount':'-1 GiB-hours','reason':'r'}|/amount|'-1 GiB-hours'",
                "{'kind':'grant','user':'a','amount':'1 GB-hours','reason':'r'}|/amount|'1 GB-hours'",
                "{'kind':'grant','user':'a','amount':'1 GiB','reason':'r'}|/amount|'1 GiB'",
                "{'kind':'grant','user':'a','amount':'1e3 GiB-hours','reason':'r'}|/amount|'1e3 GiB-hours'",
                "{'kind':'grant','user':'a','amount':'0.0000001 GiB-hours','reason':'r'}|/amount|'0.0000001 GiB-hours'",
                "{'kind':'grant','user':'a','amount':'1000000001 GiB-hours','reason':'r'}|/amount|'1000000001 GiB-hours'",
                "{'kind':'grant','user':'a','amount':20,'reason':'r'}|/amount|20",
                "{'kind':'grant','user':'a','resource':'cpu','amount':'1 GiB-hours','reason':'r'}|/resource|'cpu'",
                "{'kind':'grant','user':'a','amount':'1 GiB-hours','window':'32d','reason':'r'}|/window|'32d'",
                "{'kind':'grant','user':'a','amount':'1 GiB-hours','window':'30 days','reason':'r'}|/window|'30 days'",
                "{'kind':'grant','user':'a','amount':'1 GiB-hours','until':'tomorrow','reason':'r'}|/until|'tomorrow'",
                "{'kind':'grant','user':'a','amount':'1 GiB-hours','until':'2026-11-01T12:00:00Z','reason':'r'}|/until|'2026-11-01T12:00:00.000Z'",
                "{'kind':'grant','user':'a','amount':'1 GiB-hours','id':'a b','reason':'r'}|/id|'a b'",
                "{'kind':'grant','user':'a','amount':'1 GiB-hours','actor':'me','reason':'r'}|/actor|'actor'",
                "{'kind':'correction','user':'a','amount':'1 GiB-hours','reason':'r'}|/from|nothing",
                "{'kind':'correction','user':'a','amount':'0 GiB-hours','reason':'r'}|/amount|'0 GiB-hours'",
                "{'kind':'correction','user':'a','amount':'1 GiB-hours','window':'1d','reason':'r'}|/window|'1d'",
                "{'kind':'correction','user':'a','amount':'1 GiB-hours','from':'2026-11-01T11:00:00Z','until':'2026-11-01T12:00:00.001Z','reason':'r'}|/until|'2026-11-01T12:00:00.001Z'",
                "{'kind':'correction','user':'a','amount':'1 GiB-hours','from':'2026-11-01T11:00:00Z','until':'2026-11-01T11:00:00Z','reason':'r'}|/until|'2026-11-01T11:00:00.000Z'",
                "{'kind':'void','user':'a','reason':'r'}|/id|nothing",
                "{'kind':'void','user':'a','id':'x','amount':'1 GiB-hours','reason':'r'}|/amount|'1 GiB-hours'"
            })
    void whatMakesNoSenseIsRefusedByElement(String body, String pointer, String found) throws Exception {
        JsonNode problem = grant(400, body);
        assertThat(problem.get("pointer").asString()).isEqualTo(pointer);
        assertThat(problem.get("found").asString()).isEqualTo(found);
        assertThat(world.granted).isEmpty();
    }

    @Test
    void sendingAgainWithTheSameIdChangesNothing() throws Exception {
        String body = "{'kind':'grant','user':'alice','amount':'1 GiB-hours','id':'once','reason':'r'}";
        JsonNode first = grant(201, body);
        world.clock.set(World.NOW.plusSeconds(60));
        assertThat(grant(200, body)).isEqualTo(first);
        assertThat(grant(409, body.replace("1 GiB", "2 GiB")).get("detail").asString())
                .isEqualTo(
                        "/id: found 'once', which root recorded with other terms, expected a new id, or the same terms");
        grant(201, body.replace("alice", "bob"));
        assertThat(world.granted).hasSize(2);
    }

    /** A void has the id of what it voids, and is no repetition of it. */
    @Test
    void aVoidGoesWithTheIdOfAGrantAndIsRecordedOnce() throws Exception {
        grant(201, "{'kind':'grant','user':'alice','amount':'1 GiB-hours','id':'x','reason':'r'}");
        grant(201, "{'kind':'void','user':'alice','id':'x','reason':'mistake'}");
        grant(200, "{'kind':'void','user':'alice','id':'x','reason':'mistake, again'}");
        assertThat(world.granted).extracting(Grant::kind).containsExactly(Grant.Kind.ADDITION, Grant.Kind.VOID);
    }

    @Test
    void whatIsNotConfirmedIsNotAnsweredAsRecorded() throws Exception {
        world.isJournalBroken.set(true);
        HttpResponse<String> response = world.post(
                "/v1/grants", json("{'kind':'grant','user':'alice','amount':'1 GiB-hours','id':'x','reason':'r'}"));
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.body()).contains("journal-unavailable", "'x'", "send it again with the same id");
        assertThat(response.headers().firstValue("Retry-After")).contains("5");
    }

    @Test
    void historyTellsReadingsAndRecordsInOrder() throws Exception {
        grant(201, "{'kind':'grant','user':'alice','amount':'1 GiB-hours','id':'x','reason':'r'}");
        world.clock.set(World.NOW.plusSeconds(60));
        grant(201, "{'kind':'void','user':'alice','id':'x','reason':'mistake'}");
        world.clock.set(World.NOW.plusSeconds(120));
        JsonNode history = history("default/alice/history");
        List<String> kinds = new ArrayList<>();
        history.get("entries").forEach(entry -> kinds.add(entry.get("kind").asString()));
        assertThat(kinds).containsExactly("reading", "grant", "void");
        JsonNode reading = history.get("entries").get(0);
        assertThat(reading.get("at").asString()).isEqualTo("2026-11-01T11:00:00.000Z");
        assertThat(reading.get("openPods").asInt()).isEqualTo(1);
        JsonNode memory = reading.get("resources").get(0);
        assertThat(memory.get("unit").asString()).isEqualTo("GiB-hours");
        assertThat(memory.get("total").asDouble()).isZero();
        assertThat(memory.get("ratePerHour").asDouble()).isEqualTo(4.0);
        assertThat(memory.get("exact").get("rate").asString())
                .isEqualTo(World.gib(4).get(Resource.MEMORY).toString());
        assertThat(history.get("entries").get(1).get("voidedBy").asString()).isEqualTo("root");
        assertThat(history.get("entries").get(1).get("voidedAt").asString()).isEqualTo("2026-11-01T12:01:00.000Z");
        assertThat(history.get("entries").get(2).get("voidedBy").isNull()).isTrue();
    }

    @Test
    void historyHasTheReadingInForceWhenItBeginsAndLeavesOutWhatEndedBefore() throws Exception {
        grant(
                201,
                "{'kind':'grant','user':'bob','amount':'1 GiB-hours','until':'2026-11-01T12:00:01Z','id':'x','reason':'r'}");
        world.clock.set(World.NOW.plusSeconds(60));
        JsonNode during = history("default/bob/history?from=2026-11-01T01:00:00Z&to=2026-11-01T03:00:00Z");
        assertThat(during.get("entries"))
                .extracting(entry -> entry.get("at").asString())
                .containsExactly("2026-10-31T16:00:00.000Z", "2026-11-01T02:00:00.000Z");
        JsonNode after = history("default/bob/history?from=2026-11-01T12:00:01Z");
        assertThat(after.get("entries")).hasSize(1);
        JsonNode whole = history("default/bob/history?from=2026-11-01T12:00:00.999Z");
        assertThat(whole.get("entries")).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({
        "from=yesterday",
        "to=1969-12-31T23:59:59Z",
        "from=2026-11-01T12:00:00Z&to=2026-11-01T12:00:00Z",
        "from=2026-11-01T13:00:00Z",
        "at=2026-11-01T12:00:00Z"
    })
    void aTimeThatMakesNoSenseIsRefused(String query) throws Exception {
        assertThat(world.get("/v1/accounts/default/alice/history?" + query).statusCode())
                .isEqualTo(400);
    }

    @Test
    void aHistoryThatIsTooLongSaysWhatToDo() throws Exception {
        Bounds few = new Bounds(
                1_024, 1, 10, 100, 1, Duration.ofDays(1), 8, Duration.ofSeconds(1), 8, Duration.ofSeconds(5));
        try (World small = new World(few)) {
            HttpResponse<String> refused = small.get("/v1/accounts/default/bob/history");
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(Contract.MAPPER.readTree(refused.body()).get("detail").asString())
                    .isEqualTo(
                            "query from, to: found more than 1 readings, expected at most 1; ask for a shorter time, and for the rest in another request");
        }
    }

    /** Alice has 56 GiB-hours left and asks for 4 GiB beside the 4 that run: enough for 7 hours, and no more. */
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "``, permit",
                "'7h', permit",
                "'7h1s', deny",
                "25200, permit",
                "25200.001, deny",
                "25200.0001, deny",
                "'5m', permit",
                "null, permit"
            })
    void aServerThatMustRunLongerThanItsLimitsLastIsDenied(String runtime, String decision) throws Exception {
        String written = runtime.isEmpty() ? "" : ",'runtime':" + runtime;
        HttpResponse<String> response = world.post(
                "/v1/decisions", json("{'user':'alice','resources':{'memory':'4GiB','gpu':0}" + written + "}"));
        assertThat(Contract.MAPPER.readTree(response.body()).get("decision").asString())
                .as(response.body())
                .isEqualTo(decision);
    }

    private JsonNode history(String path) throws Exception {
        HttpResponse<String> response = world.get("/v1/accounts/" + path);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return Contract.MAPPER.readTree(response.body());
    }

    private JsonNode grant(int status, String body) throws Exception {
        HttpResponse<String> response = world.post("/v1/grants", json(body));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        return Contract.MAPPER.readTree(response.body());
    }

    /** Quotes are written as apostrophes above. */
    private static String json(String text) {
        return text.replace('\'', '"');
    }
}
