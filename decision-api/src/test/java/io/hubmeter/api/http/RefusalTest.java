package io.hubmeter.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** How what cannot be accepted is refused. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RefusalTest {
    private final World world = new World();

    @AfterAll
    void closeWorld() {
        world.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}|bad-field|/user|nothing",
                "{\"user\":\"\"}|bad-field|/user|0 characters",
                "{\"user\":7}|bad-field|/user|7",
                "{\"user\":null}|bad-field|/user|null",
                "{\"user\":\"\\ud800\"}|bad-field|/user|half a surrogate pair",
                "{\"user\":\"a\",\"realm\":\"No\"}|bad-field|/realm|'No'",
                "{\"user\":\"a\",\"hub\":\"No\"}|bad-field|/hub|'No'",
                "{\"user\":\"a\",\"hub\":\"h\",\"realm\":\"r\"}|bad-field|/realm|'r' beside a hub",
                "{\"user\":\"a\",\"groups\":\"x\"}|bad-field|/groups|the string 'x'",
                "{\"user\":\"a\",\"groups\":[\"x\",1]}|bad-field|/groups/1|1",
                "{\"user\":\"a\",\"resources\":[]}|bad-field|/resources|an array",
                "{\"user\":\"a\",\"resources\":{\"CPU\":1}}|bad-field|/resources/CPU|'CPU'",
                "{\"user\":\"a\",\"resources\":{\"cpu\":true}}|bad-quantity|/resources/cpu|true",
                "{\"user\":\"a\",\"resources\":{\"cpu\":-1}}|bad-quantity|/resources/cpu|-1",
                "{\"user\":\"a\",\"resources\":{\"a/b\":\"x\"}}|bad-quantity|/resources/a~1b|'x'",
                "{\"user\":\"a\",\"runtime\":\"5 hours\"}|bad-field|/runtime|the string '5 hours'",
                "{\"user\":\"a\",\"runtime\":0}|bad-field|/runtime|0",
                "{\"user\":\"a\",\"runtime\":\"367d\"}|bad-field|/runtime|the string '367d'",
                "{\"user\":\"a\",\"runtime\":1e999999999}|bad-field|/runtime|1e999999999",
                "{\"user\":\"a\",\"runtime\":1e99999999999999999999}|bad-field|/runtime|1e99999999999999999999",
                "{\"user\":\"a\",\"runtime\":1e-999999999}|bad-field|/runtime|1e-999999999",
                "{\"user\":\"a\",\"runtime\":true}|bad-field|/runtime|true",
                "{\"usr\":\"a\"}|unknown-field|/usr|'usr'",
                "[]|malformed-json||an array",
                "{\"user\":\"a\"} {}|malformed-json||more after the object"
            })
    void theProblemNamesElementAndValueFound(String body, String type, String pointer, String found) throws Exception {
        JsonNode problem = problem(400, world.post("/v1/decisions", body));
        assertThat(problem.get("type").asString()).isEqualTo("urn:hubmeter:problem:" + type);
        assertThat(problem.get("pointer").asString()).isEqualTo(pointer == null ? "" : pointer);
        assertThat(problem.get("found").asString()).isEqualTo(found);
        assertThat(problem.get("detail").asString())
                .contains(found, problem.get("expected").asString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nul",
                "{",
                "{\"user\":\"a\",}",
                "{\"user\":\"a\",\"user\":\"b\"}",
                "{\"user\":NaN}",
                "\u0000"
            })
    void brokenJsonIsRefusedWithItsPlace(String body) throws Exception {
        JsonNode problem = problem(400, world.post("/v1/decisions", body));
        assertThat(problem.get("type").asString()).isEqualTo("urn:hubmeter:problem:malformed-json");
        assertThat(problem.get("detail").asString()).startsWith("body").doesNotContain("com.fasterxml", "\tat ");
    }

    @Test
    void theNearestKnownFieldIsSuggested() throws Exception {
        JsonNode problem = problem(400, world.post("/v1/decisions", "{\"user\":\"a\",\"resource\":{}}"));
        assertThat(problem.get("expected").asString())
                .isEqualTo("one of hub, realm, user, server, groups, resources, runtime; did you mean resources?");
    }

    @Test
    void anAstronomicNumberIsRefused() throws Exception {
        String body = "{\"user\":\"a\",\"resources\":{\"cpu\":1e999999999}}";
        assertThat(problem(400, world.post("/v1/decisions", body)).get("found").asString())
                .isEqualTo("1e999999999");
    }

    @Test
    void aBodyOfTheBoundIsReadAndOneByteMoreIsNot() throws Exception {
        String question = "{\"user\":\"alice\"}";
        String largest = question + " ".repeat(Bounds.DEFAULT.bodyBytes() - question.length());
        assertThat(world.post("/v1/decisions", largest).statusCode()).isEqualTo(200);
        problem(413, world.post("/v1/decisions", largest + " "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "application/json; charset=utf-8", "Application/JSON"})
    void jsonIsJsonHoweverItIsWritten(String contentType) throws Exception {
        assertThat(world.send("POST", "/v1/decisions", "{\"user\":\"a\"}", Map.of("Content-Type", contentType))
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/", "/v1", "/v1/decisions/", "/v1/accounts/default/a/b/usage", "/v2/policy", "//v1/policy"})
    void whatIsNotThereIs404(String path) throws Exception {
        problem(404, world.get(path));
    }

    @ParameterizedTest
    @CsvSource({"GET,/v1/decisions,POST", "DELETE,/v1/policy,GET", "OPTIONS,/health/live,GET", "BREW,/v1/standings,GET"
    })
    void anotherMethodIs405AndToldWhichIsAllowed(String method, String path, String allowed) throws Exception {
        HttpResponse<String> response = world.send(method, path, null, Map.of());
        problem(405, response);
        assertThat(response.headers().firstValue("Allow")).contains(allowed);
    }

    @Test
    void headIs405WithoutABody() throws Exception {
        HttpResponse<String> response = world.send("HEAD", "/v1/policy", null, Map.of());
        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.body()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "at=yesterday",
                "at=2026-11-01T12:00:00.001Z",
                "at=2026-10-31T11:59:59.999Z",
                "at=2026-11-01T12:00:00",
                "at=2026-11-01T12:00:00Z&at=2026-11-01T12:00:00Z",
                "at=%C3",
                "group=%FF",
                "group=",
                "groups=a"
            })
    void badQueriesAreRefused(String query) throws Exception {
        JsonNode problem = problem(400, world.get("/v1/accounts/default/alice/usage?" + query));
        assertThat(problem.get("type").asString()).isEqualTo("urn:hubmeter:problem:bad-parameter");
        assertThat(problem.get("detail").asString()).startsWith("query");
    }

    @Test
    void theRequestIdComesBackEvenOnErrors() throws Exception {
        Map<String, String> headers = Map.of("X-Request-ID", "spawn-17/ü" + "x".repeat(200));
        HttpResponse<String> response = world.send("GET", "/nowhere", null, headers);
        assertThat(response.headers().firstValue("X-Request-ID").orElse(""))
                .startsWith("spawn-17/")
                .hasSize(128);
        assertThat(world.get("/health/live").headers().firstValue("X-Request-ID"))
                .isEmpty();
    }

    private static JsonNode problem(int status, HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
        return Contract.MAPPER.readTree(response.body());
    }
}
