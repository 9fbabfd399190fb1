package io.hubmeter.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.api.decision.DecisionLog;
import io.hubmeter.api.decision.DecisionService;
import io.hubmeter.api.metrics.ApiMetrics;
import io.hubmeter.metrics.ProcessMetrics;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Law 8: nobody sees or changes another's data, and nobody without a token gets anything but health. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PermissionTest {
    /** Who calls, in the order of the columns below; hub b shares its realm with hub a. */
    private static final Map<String, String> CALLERS = callers();

    /**
     * What each caller gets: no token, a wrong one, hub a, hub default, admission, metrics, admin. The request is about an account of
     * realm default.
     */
    private static final Map<String, List<Integer>> EXPECTED = Map.ofEntries(
            Map.entry("POST /v1/decisions", List.of(401, 401, 403, 200, 403, 403, 200)),
            Map.entry("GET /v1/accounts/{realm}/{user}/usage", List.of(401, 401, 403, 200, 403, 403, 200)),
            Map.entry("GET /v1/accounts/{realm}/{user}/history", List.of(401, 401, 403, 200, 403, 403, 200)),
            Map.entry("GET /v1/accounts/{realm}/{user}/servers", List.of(401, 401, 403, 200, 403, 403, 200)),
            Map.entry("GET /v1/accounts/{realm}/{user}/stops", List.of(401, 401, 403, 200, 403, 403, 200)),
            Map.entry("GET /v1/accounts/{realm}/{user}/decisions", List.of(401, 401, 403, 200, 403, 403, 200)),
            Map.entry("GET /v1/standings", List.of(401, 401, 403, 403, 403, 403, 200)),
            Map.entry("GET /v1/report", List.of(401, 401, 403, 403, 403, 403, 200)),
            Map.entry("POST /v1/grants", List.of(401, 401, 403, 403, 403, 403, 201)),
            Map.entry("GET /v1/policy", List.of(401, 401, 403, 403, 403, 403, 200)),
            // Hub a gets a decision of false, without one having been made.
            Map.entry("POST /access/v1/evaluation", List.of(401, 401, 200, 200, 403, 403, 200)),
            Map.entry("POST /access/v1/evaluations", List.of(401, 401, 200, 200, 403, 403, 200)),
            Map.entry("GET /.well-known/authzen-configuration", List.of(401, 401, 200, 200, 200, 200, 200)),
            Map.entry("POST /admission/pods", List.of(401, 401, 403, 403, 200, 403, 200)),
            Map.entry("GET /metrics", List.of(401, 401, 403, 403, 403, 200, 200)),
            Map.entry("GET /health/live", List.of(200, 200, 200, 200, 200, 200, 200)),
            Map.entry("GET /health/ready", List.of(200, 200, 200, 200, 200, 200, 200)),
            Map.entry("GET /openapi.yaml", List.of(401, 401, 200, 200, 200, 200, 200)));

    private static final String EVALUATION =
            "{\"subject\":{\"type\":\"user\",\"id\":\"alice\"},\"action\":{\"name\":\"start\"},\"resource\":{\"type\":\"server\",\"id\":\"default/alice/\"}}";

    private static final Map<String, String> BODIES = Map.of(
            "POST /v1/decisions", "{\"user\":\"alice\",\"realm\":\"default\"}",
            "POST /v1/grants",
                    "{\"kind\":\"grant\",\"user\":\"alice\",\"amount\":\"1 GiB-hours\",\"reason\":\"because\"}",
            "POST /access/v1/evaluation", EVALUATION,
            "POST /access/v1/evaluations", EVALUATION,
            "POST /admission/pods",
                    "{\"apiVersion\":\"admission.k8s.io/v1\",\"kind\":\"AdmissionReview\",\"request\":{\"uid\":\"u\"}}");

    private final World world = new World();

    private static Map<String, String> callers() {
        Map<String, String> callers = new java.util.LinkedHashMap<>();
        callers.put("none", "");
        callers.put("wrong", "Bearer hm_wrong");
        callers.put("hub a", "Bearer " + World.HUB_A);
        callers.put("hub default", "Bearer " + World.HUB_DEFAULT);
        callers.put("admission", "Bearer " + World.ADMISSION);
        callers.put("metrics", "Bearer " + World.METRICS);
        callers.put("admin", "Bearer " + World.ADMIN);
        return callers;
    }

    @AfterAll
    void closeWorld() {
        world.close();
    }

    @Test
    void everyRouteAnswersEveryCallerAsItShould() throws Exception {
        TreeSet<String> routes = new TreeSet<>();
        for (Route route : routes()) {
            String name = route.method() + " " + route.template();
            routes.add(name);
            List<Integer> found = new ArrayList<>();
            for (String authorization : CALLERS.values()) {
                found.add(call(route, authorization).statusCode());
            }
            assertThat(found).as("%s for %s", name, CALLERS.keySet()).isEqualTo(EXPECTED.get(name));
        }
        assertThat(EXPECTED.keySet()).isEqualTo(routes);
    }

    private List<Route> routes() {
        DecisionService service = new DecisionService(world.view, DecisionLog.NONE, world.clock::get);
        return Routes.all(
                service,
                world.view,
                grant -> {},
                World.REALMS,
                Bounds.DEFAULT,
                World.FACES,
                new ApiMetrics(ProcessMetrics.start()));
    }

    private HttpResponse<String> call(Route route, String authorization) throws Exception {
        String path = route.template().replace("{realm}", "default").replace("{user}", "alice");
        return world.send(
                route.method(),
                path,
                BODIES.get(route.method() + " " + route.template()),
                new TreeMap<>(Map.of("Authorization", authorization, "Content-Type", "application/json")));
    }

    /** A refusal changes nothing, and says nothing of the account. */
    @Test
    void whoIsRefusedChangesNothingAndLearnsNothing() throws Exception {
        world.recorded.clear();
        world.granted.clear();
        for (Route route : routes()) {
            for (String authorization : CALLERS.values()) {
                HttpResponse<String> response = call(route, authorization);
                if (response.statusCode() >= 400) {
                    assertThat(response.body()).doesNotContain("GiB", "regular", "memory");
                }
            }
        }
        assertThat(world.recorded)
                .as("decisions of hub default and the admin, by three ways to ask")
                .hasSize(6);
        assertThat(world.granted).extracting("actor").containsExactly("root");
    }

    @ParameterizedTest
    @CsvSource({
        "{'user':'zoe'},                      hub-a, shared/zoe",
        "{'user':'zoe';'hub':'hub-a'},        hub-a, shared/zoe",
        "{'user':'zoe';'realm':'shared'},     hub-a, shared/zoe",
        "{'user':'zoe';'hub':null},           hub-a, shared/zoe",
        "{'user':'zoe';'hub':'hub-b'},        '/hub: found ''hub-b'' with token ''a''; which is for hub ''hub-a''; expected ''hub-a''',",
        "{'user':'zoe';'realm':'default'},    '/realm: found ''default'' with token ''a''; which is for hub ''hub-a''; expected ''shared''',",
        "{'user':'zoe';'realm':'hub-a'},      '/realm: found ''hub-a'' with token ''a''; which is for hub ''hub-a''; expected ''shared''',"
    })
    void aHubAsksForItselfAlone(String body, String found, @Nullable String account) throws Exception {
        world.recorded.clear();
        HttpResponse<String> response = world.send(
                "POST",
                "/v1/decisions",
                body.replace('\'', '"').replace(';', ','),
                Map.of("Authorization", "Bearer " + World.HUB_A, "Content-Type", "application/json"));
        if (account == null) {
            assertThat(response.statusCode()).isEqualTo(403);
            assertThat(Contract.MAPPER.readTree(response.body()).get("detail").asString())
                    .isEqualTo(found.replace(';', ','));
            assertThat(world.recorded).isEmpty();
        } else {
            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
            assertThat(world.recorded)
                    .extracting(
                            entry -> entry.question().hub(),
                            entry -> entry.question().account().toString())
                    .containsExactly(org.assertj.core.api.Assertions.tuple(found, account));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "shared, 200",
        "default, 403",
        "hub-a, 403",
        "hub-b, 403",
        "SHARED, 400",
        "shared%2F, 400",
        "%73hared, 200"
    })
    void aHubReadsAccountsOfItsRealmAlone(String realm, int status) throws Exception {
        for (String what : List.of("usage", "history", "servers", "stops", "decisions")) {
            HttpResponse<String> response = world.send(
                    "GET",
                    "/v1/accounts/%s/zoe/%s".formatted(realm, what),
                    null,
                    Map.of("Authorization", "Bearer " + World.HUB_A));
            assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        }
    }

    @Test
    void aRefusalSaysWhatTheTokenIsFor() throws Exception {
        HttpResponse<String> response =
                world.send("GET", "/v1/standings", null, Map.of("Authorization", "Bearer " + World.HUB_A));
        assertThat(Contract.MAPPER.readTree(response.body()).get("detail").asString())
                .isEqualTo("token: found token 'a', which is for hub 'hub-a', expected an admin's token");
    }

    /** What a wrong role may not call is refused before its body is looked at. */
    @Test
    void aWrongRoleIsToldSoAndNotWhatIsWrongWithItsBody() throws Exception {
        HttpResponse<String> response = world.send(
                "POST",
                "/v1/grants",
                "{nonsense",
                Map.of("Authorization", "Bearer " + World.HUB_A, "Content-Type", "application/json"));
        assertThat(response.statusCode()).isEqualTo(403);
    }
}
