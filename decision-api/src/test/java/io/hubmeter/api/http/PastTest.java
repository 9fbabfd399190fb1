package io.hubmeter.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.stop.Stop;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What became of an account's servers: which held resources, were stopped, were permitted or denied. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PastTest {
    private static final Quantities GIB = Quantities.of(Resource.MEMORY, Resource.MEMORY.microsPerDisplayUnit());

    private final World world = new World();
    private final Contract contract = new Contract(served());

    private String served() {
        try {
            return world.get("/openapi.yaml").body();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterAll
    void closeWorld() {
        world.close();
    }

    @Test
    void aRunningServerIsToldWithWhatItUsedSoFar() throws Exception {
        JsonNode answer = answered("default/alice", "servers", "");
        assertThat(answer.get("account").asString()).isEqualTo("default/alice");
        assertThat(answer.get("from").asString()).isEqualTo("2026-10-02T12:00:00.000Z");
        assertThat(answer.get("to").asString()).isEqualTo("2026-11-01T12:00:00.000Z");
        assertThat(answer.get("freshnessSeconds").decimalValue()).isEqualByComparingTo("2");
        assertThat(answer.get("more").asBoolean()).isFalse();
        assertThat(answer.get("servers")).hasSize(1);
        JsonNode server = answer.get("servers").get(0);
        assertThat(server.get("start").asString()).isEqualTo("2026-11-01T11:00:00.000Z");
        assertThat(server.get("end").isNull()).isTrue();
        assertThat(server.get("held")
                        .get(0)
                        .get("rates")
                        .get(0)
                        .get("ratePerHour")
                        .decimalValue())
                .isEqualByComparingTo("4");
        JsonNode used = server.get("used").get(0);
        assertThat(used.get("used").decimalValue()).isEqualByComparingTo("4");
        assertThat(used.get("unit").asString()).isEqualTo("GiB-hours");
        assertThat(used.get("exact").get("used").asString()).isEqualTo("15461882265600000000000");
    }

    @Test
    void onlyWhatWasUsedInTheTimeAskedForCounts() throws Exception {
        JsonNode server = answered("default/bob", "servers", "?from=2026-10-31T17:00:00Z&to=2026-10-31T17:00:00.001Z")
                .get("servers")
                .get(0);
        assertThat(server.get("end").asString()).isEqualTo("2026-11-01T02:00:00.000Z");
        assertThat(server.get("endEstimated").asBoolean()).isFalse();
        assertThat(server.get("used").get(0).get("exact").get("used").asString())
                .isEqualTo("6442450944000000");
        assertThat(answered("default/bob", "servers", "?from=2026-11-01T02:00:00Z")
                        .get("servers"))
                .isEmpty();
    }

    /** Nothing was used yet of what is to come. */
    @Test
    void nothingAfterNowIsCounted() throws Exception {
        JsonNode answer = answered("default/alice", "servers", "?from=2026-11-01T11:30:00Z&to=2027-01-01T00:00:00Z");
        assertThat(answer.get("to").asString()).isEqualTo("2026-11-01T12:00:00.000Z");
        assertThat(answer.get("servers").get(0).get("used").get(0).get("used").decimalValue())
                .isEqualByComparingTo("2");
        assertThat(world.get("/v1/accounts/default/alice/servers?from=2026-12-01T00:00:00Z&to=2027-01-01T00:00:00Z")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void thatThereAreMoreServersIsSaid() throws Exception {
        AccountId dask = new AccountId("default", "dask");
        for (int i = 0; i <= PastHandler.MOST_SERVERS; i++) {
            world.view.run(dask, GIB, World.NOW.minus(Duration.ofHours(9)).plusSeconds(i), World.NOW);
        }
        JsonNode answer = answered("default/dask", "servers", "");
        assertThat(answer.get("servers")).hasSize(PastHandler.MOST_SERVERS);
        assertThat(answer.get("more").asBoolean()).isTrue();
        JsonNode before = answered("default/dask", "servers", "?to=2026-11-01T03:16:40Z");
        assertThat(before.get("servers")).hasSize(PastHandler.MOST_SERVERS);
        assertThat(before.get("more").asBoolean()).isFalse();
    }

    @Test
    void aStopIsToldWithTheLimitThatWasExceeded() throws Exception {
        JsonNode stop = answered("default/alice", "stops", "").get("stops").get(0);
        assertThat(stop.get("outcome").asString()).isEqualTo("already-stopped");
        assertThat(stop.get("at").asString()).isEqualTo("2026-11-01T11:59:00.000Z");
        assertThat(stop.get("crossedAt").asString()).isEqualTo("2026-11-01T11:58:00.000Z");
        assertThat(stop.get("limit").decimalValue()).isEqualByComparingTo("60");
        assertThat(stop.get("window").asString()).isEqualTo("30 days");
        assertThat(stop.get("daskCluster").asString()).isEqualTo("dask-1");
        assertThat(stop.get("reason").asString()).isEqualTo("the pod was gone");
    }

    @Test
    void aDecisionIsToldWithItsSentenceAsItWas() throws Exception {
        JsonNode decision =
                answered("default/alice", "decisions", "").get("decisions").get(0);
        assertThat(decision.get("decision").asString()).isEqualTo("deny");
        assertThat(decision.get("allowed").asBoolean()).isFalse();
        assertThat(decision.get("sentence").asString()).isEqualTo("Not <now>.");
        assertThat(decision.get("requested").get(0).get("ratePerHour").decimalValue())
                .isEqualByComparingTo("8");
        assertThat(decision.get("retryAt").asString()).isEqualTo("2026-11-01T12:01:00.000Z");
        assertThat(decision.get("policyHash").isNull()).isTrue();
    }

    @Test
    void whoeverNothingHappenedToHasEmptyLists() throws Exception {
        assertThat(answered("default/nobody", "stops", "").get("stops")).isEmpty();
        assertThat(answered("default/nobody", "decisions", "").get("decisions")).isEmpty();
        assertThat(answered("default/nobody", "servers", "").get("servers")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../alice",
                "..",
                ".",
                "%",
                "%2F",
                "a/b",
                "<script>alert(1)</script>",
                "\u202Eecila",
                "al\u0000ice",
                " alice",
                "alice ",
                "alice?x=1",
                "alice#x",
                "å∫ç 🦊",
                "O'Neil \"x\"",
                "\r\nSet-Cookie: a=b"
            })
    void namesMeanThemselvesWhateverTheyHold(String user) throws Exception {
        AccountId account = new AccountId("default", user);
        world.view.stop(World.stop(account));
        world.view.decide(World.decision(account));
        world.view.run(account, GIB, World.NOW.minusSeconds(7), null);
        String path =
                "default/" + URLEncoder.encode(user, StandardCharsets.UTF_8).replace("+", "%20");
        for (String what : List.of("servers", "stops", "decisions")) {
            JsonNode answer = answered(path, what, "");
            assertThat(answer.get("user").asString()).isEqualTo(user);
            assertThat(answer.get(what)).as(what).hasSize(1);
        }
        assertThat(answered("default/alice", "stops", "").get("stops")).hasSize(1);
    }

    @Test
    void aStopOfALimitWithoutAnAmountKeepsTheContract() throws Exception {
        AccountId account = new AccountId("default", "unlimited");
        world.view.stop(new Stop(
                account,
                null,
                "",
                null,
                "u",
                null,
                "p",
                Stop.Outcome.WOULD_STOP,
                new io.hubmeter.core.quota.Limit(Resource.GPU, null, World.MONTH),
                "",
                World.NOW,
                null,
                World.NOW,
                "",
                "",
                ""));
        assertThat(answered("default/unlimited", "stops", "")
                        .get("stops")
                        .get(0)
                        .get("limit")
                        .isNull())
                .isTrue();
    }

    /** The answer, which keeps the contract. */
    private JsonNode answered(String account, String what, String query) throws Exception {
        HttpResponse<String> response = world.get("/v1/accounts/" + account + "/" + what + query);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(contract.violations(
                        "GET /v1/accounts/{realm}/{user}/" + what,
                        200,
                        response.headers().firstValue("Content-Type").orElse(""),
                        response.body()))
                .isEmpty();
        return Contract.MAPPER.readTree(response.body());
    }
}
