package io.hubmeter.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.api.access.Caller;
import io.hubmeter.api.decision.DecisionLog;
import io.hubmeter.api.decision.DecisionService;
import io.hubmeter.api.decision.Realms;
import io.hubmeter.api.metrics.ApiMetrics;
import io.hubmeter.metrics.ProcessMetrics;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/** Holds the contract and the running server against each other. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ContractTest {
    private static final String DECIDE = "POST /v1/decisions";
    private static final String USAGE = "GET /v1/accounts/{realm}/{user}/usage";
    private static final String HISTORY = "GET /v1/accounts/{realm}/{user}/history";
    private static final String GRANT = "POST /v1/grants";
    private static final String STANDINGS = "GET /v1/standings";
    private static final String REPORT = "GET /v1/report";
    private static final String POLICY = "GET /v1/policy";
    private static final String READY = "GET /health/ready";

    private final World world = new World();
    private final Contract contract = new Contract(served());

    private String served() {
        try {
            return world.get("/openapi.yaml").body();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void resetWorld() {
        world.reset();
    }

    @AfterAll
    void closeWorld() {
        world.close();
    }

    @Test
    void everyRouteAndStatusIsDocumentedAndNothingElseIs() {
        Map<String, TreeSet<Integer>> routes = new TreeMap<>();
        for (Route route : routes()) {
            routes.put(route.method() + " " + route.template(), new TreeSet<>(route.statuses()));
        }
        Map<String, TreeSet<Integer>> documented = new TreeMap<>();
        contract.operations().forEach((operation, node) -> {
            TreeSet<Integer> statuses = new TreeSet<>();
            node.get("responses").propertyNames().forEach(status -> statuses.add(Integer.valueOf(status)));
            documented.put(operation, statuses);
        });
        assertThat(documented).isEqualTo(routes);
    }

    @Test
    void everyProblemTypeIsDocumentedAndNothingElseIs() {
        List<String> documented = new ArrayList<>();
        contract.document()
                .at("/components/schemas/Problem/properties/type/enum")
                .forEach(type -> documented.add(type.asString()));
        assertThat(documented)
                .containsExactlyElementsOf(Arrays.stream(ProblemType.values())
                        .map(ProblemType::urn)
                        .toList());
    }

    /** A comma in a sentence within braces makes a key of the rest, which no reader of the document complains about. */
    @Test
    void noSentenceIsCutIntoKeys() {
        assertThat(halves("", contract.document())).isEmpty();
    }

    private static List<String> halves(String where, JsonNode node) {
        List<String> found = new ArrayList<>();
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            String place = where + "/" + field.getKey();
            if (field.getKey().contains(" ") && !where.endsWith("/content")) {
                found.add(place);
            }
            found.addAll(halves(place, field.getValue()));
        }
        int index = 0;
        for (JsonNode element : node.isArray() ? node : List.<JsonNode>of()) {
            found.addAll(halves(where + "/" + index++, element));
        }
        return found;
    }

    @Test
    void everyObjectRefusesWhatItDoesNotName() {
        assertThat(contract.openObjects()).isEmpty();
    }

    @Test
    void everyExampleRequestIsValidAndAnsweredAsDocumented() throws Exception {
        Map<String, String> examples = contract.bodyExamples(DECIDE);
        assertThat(examples).hasSizeGreaterThan(3);
        for (Map.Entry<String, String> example : examples.entrySet()) {
            assertThat(contract.violations("/components/schemas/Question", example.getValue()))
                    .as(example.getKey())
                    .isEmpty();
            keeps(DECIDE, 200, world.post("/v1/decisions", example.getValue()));
        }
    }

    @Test
    void everyExampleGrantIsValidAndRecordedAsDocumented() throws Exception {
        Map<String, String> examples = contract.bodyExamples(GRANT);
        assertThat(examples).hasSizeGreaterThan(3);
        for (Map.Entry<String, String> example : examples.entrySet()) {
            assertThat(contract.violations("/components/schemas/GrantRequest", example.getValue()))
                    .as(example.getKey())
                    .isEmpty();
            keeps(GRANT, 201, world.post("/v1/grants", example.getValue()));
        }
        keeps(GRANT, 200, world.post("/v1/grants", Objects.requireNonNull(examples.get("grant"))));
        keeps(HISTORY, 200, world.get("/v1/accounts/default/alice/history"));
    }

    @Test
    void everyOperationSaysWhetherItNeedsAToken() {
        assertThat(contract.document().get("security").toString()).isEqualTo("[{\"token\":[]}]");
        for (Route route : routes()) {
            JsonNode operation = contract.operations().get(route.method() + " " + route.template());
            JsonNode security = Objects.requireNonNull(operation).get("security");
            assertThat(security == null)
                    .as(route.method() + " " + route.template())
                    .isEqualTo(route.access().needsToken());
            assertThat(security == null ? "[]" : security.toString()).isEqualTo("[]");
        }
    }

    private List<Route> routes() {
        DecisionService service = new DecisionService(world.view, DecisionLog.NONE, world.clock::get);
        return Routes.all(
                service,
                world.view,
                grant -> {},
                Realms.DEFAULT,
                Bounds.DEFAULT,
                Faces.DEFAULT,
                new ApiMetrics(ProcessMetrics.start()));
    }

    @Test
    void everyExampleAnswerKeepsItsSchema() {
        String permit = contract.document()
                .at("/paths/~1v1~1decisions/post/responses/200/content/application~1json/examples/permit/value")
                .toString();
        assertThat(contract.violations("/components/schemas/Decision", permit)).isEmpty();
        String problem = contract.document()
                .at("/components/responses/BadRequest/content/application~1problem+json/examples/quantity/value")
                .toString();
        assertThat(contract.violations("/components/schemas/Problem", problem)).isEmpty();
    }

    /** The documented example of a problem is what the server says word for word. */
    @Test
    void theExampleProblemIsTheRealOne() throws Exception {
        JsonNode documented = contract.document()
                .at("/components/responses/BadRequest/content/application~1problem+json/examples/quantity/value");
        HttpResponse<String> real =
                world.post("/v1/decisions", "{\"user\":\"alice\",\"resources\":{\"memory\":\"4 gigs\"}}");
        assertThat(Contract.MAPPER.readTree(real.body())).isEqualTo(documented);
    }

    /** The documented example of a decision is what the server says, but for its id and the limits it leaves out. */
    @Test
    void theExampleDecisionIsTheRealOne() throws Exception {
        JsonNode documented = contract.document()
                .at("/paths/~1v1~1decisions/post/responses/200/content/application~1json/examples/permit/value");
        HttpResponse<String> real = world.post(
                "/v1/decisions",
                Objects.requireNonNull(contract.bodyExamples(DECIDE).get("small")));
        JsonNode answer = Contract.MAPPER.readTree(real.body());
        for (String field : List.of("sentence", "account", "maxRuntimeSeconds", "asOf", "heardAt", "policyHash")) {
            assertThat(answer.get(field)).as(field).isEqualTo(documented.get(field));
        }
        assertThat(answer.get("limits").get(1))
                .isEqualTo(documented.get("limits").get(0));
    }

    @Test
    void everyParameterOfEveryGetWorksAsItsExampleSays() throws Exception {
        for (Map.Entry<String, JsonNode> operation : contract.operations().entrySet()) {
            if (operation.getKey().startsWith("GET")) {
                keeps(operation.getKey(), 200, world.get(exampleUri(operation.getKey(), operation.getValue())));
            }
        }
        keeps(STANDINGS, 200, world.get("/v1/standings?format=csv"));
        keeps(REPORT, 200, world.get("/v1/report?format=csv"));
        keeps(REPORT, 200, world.get("/v1/report?format=parquet"));
    }

    private static String exampleUri(String operation, JsonNode node) {
        StringBuilder uri = new StringBuilder(operation.substring("GET ".length()));
        String separator = "?";
        for (JsonNode parameter : node.path("parameters")) {
            String name = parameter.get("name").asString();
            JsonNode example = parameter.get("example");
            String value = encode((example.isArray() ? example.get(0) : example).asString());
            if (parameter.get("in").asString().equals("path")) {
                int at = uri.indexOf("{" + name + "}");
                uri.replace(at, at + name.length() + 2, value);
            } else {
                uri.append(separator).append(name).append('=').append(value);
                separator = "&";
            }
        }
        return uri.toString();
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Makes a documented status happen. */
    private interface Provocation {
        HttpResponse<String> send() throws Exception;
    }

    @Test
    void everyDocumentedErrorHappensAsDocumented() throws Exception {
        Map<String, Provocation> provocations = new TreeMap<>();
        provocations.put(DECIDE + " 400", () -> world.post("/v1/decisions", "{}"));
        provocations.put(DECIDE + " 413", () -> world.post("/v1/decisions", " ".repeat(65_537)));
        provocations.put(
                DECIDE + " 415",
                () -> world.send("POST", "/v1/decisions", "user=alice", Map.of("Content-Type", "text/plain")));
        Map<String, Integer> large = Map.of(
                AuthZenHandler.EVALUATION, 65_537, AuthZenHandler.EVALUATIONS, 1 << 20, AdmissionHandler.PATH, 3 << 20);
        large.forEach((path, bytes) -> {
            provocations.put("POST " + path + " 400", () -> world.post(path, "{}"));
            provocations.put("POST " + path + " 413", () -> world.post(path, " ".repeat(bytes + 1)));
            provocations.put(
                    "POST " + path + " 415", () -> world.send("POST", path, "x", Map.of("Content-Type", "text/plain")));
        });
        provocations.put(USAGE + " 400", () -> world.get("/v1/accounts/Default/alice/usage"));
        provocations.put(STANDINGS + " 400", () -> world.get("/v1/standings?format=xml"));
        for (String path : List.of(
                AuthZenHandler.METADATA, "/v1/policy", "/metrics", "/health/live", "/health/ready", "/openapi.yaml")) {
            provocations.put("GET " + path + " 400", () -> world.get(path + "?verbose"));
        }
        String grant =
                "{\"kind\":\"grant\",\"user\":\"alice\",\"amount\":\"1 GiB-hours\",\"id\":\"once\",\"reason\":\"r\"}";
        for (String what : List.of("servers", "stops", "decisions")) {
            String operation = "GET /v1/accounts/{realm}/{user}/" + what;
            provocations.put(operation + " 400", () -> world.get("/v1/accounts/default/alice/" + what + "?newest=1"));
        }
        provocations.put(HISTORY + " 400", () -> world.get("/v1/accounts/default/alice/history?from=now"));
        provocations.put(GRANT + " 400", () -> world.post("/v1/grants", "{}"));
        provocations.put(GRANT + " 409", () -> {
            world.post("/v1/grants", grant);
            return world.post("/v1/grants", grant.replace("1 GiB", "2 GiB"));
        });
        provocations.put(GRANT + " 413", () -> world.post("/v1/grants", " ".repeat(65_537)));
        provocations.put(
                GRANT + " 415", () -> world.send("POST", "/v1/grants", grant, Map.of("Content-Type", "text/plain")));
        for (Route route : routes()) {
            String path = route.template().replace("{realm}", "default").replace("{user}", "alice");
            String body = route.method().equals("POST") ? "{}" : null;
            if (route.statuses().contains(401)) {
                provocations.put(
                        route.method() + " " + route.template() + " 401",
                        () -> world.send(route.method(), path, body, Map.of("Authorization", "")));
            }
            if (route.statuses().contains(403)) {
                String token = route.access().permits(new Caller.Admission("k8s")) ? World.HUB_A : World.ADMISSION;
                provocations.put(
                        route.method() + " " + route.template() + " 403",
                        () -> world.send(route.method(), path, body, Map.of("Authorization", "Bearer " + token)));
            }
        }
        for (Route route : routes()) {
            String path = route.template().replace("{realm}", "default").replace("{user}", "alice");
            String body = route.method().equals("POST") ? "{}" : null;
            if (route.takesTurns()) {
                provocations.put(route.method() + " " + route.template() + " 503", () -> {
                    try (BusyApi busy = new BusyApi(world)) {
                        return busy.send(route.method(), path, body);
                    }
                });
            }
        }
        provocations.put(POLICY + " 404", () -> {
            world.view.publish(null);
            return world.get("/v1/policy");
        });
        provocations.put(REPORT + " 400", () -> world.get("/v1/report?by=users"));
        provocations.put(READY + " 503", () -> cutOff("/health/ready"));

        TreeSet<String> documented = new TreeSet<>();
        contract.operations()
                .forEach((operation, node) -> node.get("responses").propertyNames().stream()
                        .filter(status -> !status.startsWith("2"))
                        .forEach(status -> documented.add(operation + " " + status)));
        assertThat(provocations.keySet()).isEqualTo(documented);
        for (Map.Entry<String, Provocation> provocation : provocations.entrySet()) {
            world.reset();
            int space = provocation.getKey().lastIndexOf(' ');
            int status = Integer.parseInt(provocation.getKey().substring(space + 1));
            keeps(
                    provocation.getKey().substring(0, space),
                    status,
                    provocation.getValue().send());
        }
    }

    /** Besides too many calls, which every route that takes turns can end in. */
    @Test
    void whatCannotBeReadOrRecordedIsAnsweredAsDocumented() throws Exception {
        String account = "/v1/accounts/{realm}/{user}/";
        for (String what : List.of("usage", "history", "servers", "stops", "decisions")) {
            keeps("GET " + account + what, 503, cutOff("/v1/accounts/default/alice/" + what));
        }
        keeps(STANDINGS, 503, cutOff("/v1/standings"));
        keeps(REPORT, 503, cutOff("/v1/report"));
        keeps(POLICY, 503, cutOff("/v1/policy"));
        world.reset();
        world.isJournalBroken.set(true);
        keeps(
                GRANT,
                503,
                world.post(
                        "/v1/grants",
                        "{\"kind\":\"grant\",\"user\":\"alice\",\"amount\":\"1 GiB-hours\",\"id\":\"never\",\"reason\":\"r\"}"));
    }

    private HttpResponse<String> cutOff(String path) throws Exception {
        world.view.setReachable(false);
        return world.get(path);
    }

    private void keeps(String operation, int status, HttpResponse<String> response) {
        assertThat(response.statusCode()).as(operation + ": " + response.body()).isEqualTo(status);
        String contentType = response.headers().firstValue("Content-Type").orElse("none");
        assertThat(contract.violations(operation, status, contentType, response.body()))
                .as(operation + " " + status + ": " + response.body())
                .isEmpty();
    }
}
