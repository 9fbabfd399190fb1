package io.hubmeter.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.metrics.TextSamples;
import io.hubmeter.metrics.TextSamples.Sample;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the API tells Prometheus of its own work. */
final class ServiceMetricsTest {
    private static final Map<String, String> PROMETHEUS = Map.of("Authorization", "Bearer " + World.METRICS);

    private final World world = new World();

    @AfterEach
    void closeWorld() {
        world.close();
    }

    private List<Sample> scrape() throws Exception {
        HttpResponse<String> response = world.send("GET", "/metrics", null, PROMETHEUS);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains("text/plain; version=0.0.4; charset=utf-8");
        return TextSamples.of(response.body());
    }

    private double value(String name, Map<String, String> labels) throws Exception {
        return scrape().stream()
                .filter(sample ->
                        sample.name().equals(name) && sample.labels().entrySet().containsAll(labels.entrySet()))
                .mapToDouble(Sample::value)
                .sum();
    }

    private double decisions(String... labels) throws Exception {
        return value(
                "hubmeter_decisions_total",
                Map.of("hub", labels[0], "outcome", labels[1], "cause", labels[2], "enforced", labels[3]));
    }

    private void decide(String user) throws Exception {
        HttpResponse<String> response = world.post(
                "/v1/decisions",
                "{\"user\":\"%s\",\"hub\":\"default\",\"resources\":{\"memory\":\"1GiB\"}}".formatted(user));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    }

    @Test
    void decisionsAreCountedByOutcomeAndCause() throws Exception {
        decide("alice");
        decide("alice");
        decide("bob");
        assertThat(decisions("default", "permit", "", "true")).isEqualTo(2);
        assertThat(decisions("default", "deny", "memory", "true")).isEqualTo(1);

        world.view.publish(World.policy(false));
        decide("bob");
        assertThat(decisions("default", "permit", "memory", "false"))
                .as("what would have been denied")
                .isEqualTo(1);

        world.view.setReachable(false);
        decide("bob");
        world.view.setReachable(true);
        world.view.hear(World.NOW.minusSeconds(3_600));
        decide("bob");
        assertThat(decisions("default", "unknown", "unreachable", "true")).isEqualTo(1);
        assertThat(decisions("default", "unknown", "stale", "true")).isEqualTo(1);
        assertThat(value("hubmeter_decisions_total", Map.of())).isEqualTo(world.recorded.size());
        assertThat(value("hubmeter_decision_seconds_count", Map.of("face", "decisions")))
                .isEqualTo(6);
    }

    @Test
    void hubsThatSomebodyMadeUpDoNotAddSeriesWithoutEnd() throws Exception {
        for (int i = 0; i < 230; i++) {
            world.post("/v1/decisions", "{\"user\":\"alice\",\"hub\":\"h%d\"}".formatted(i));
        }
        assertThat(scrape().stream().filter(sample -> sample.name().equals("hubmeter_decisions_total")))
                .hasSizeLessThanOrEqualTo(2 * 201);
        assertThat(value("hubmeter_decisions_total", Map.of())).isEqualTo(230);
        assertThat(value("hubmeter_decisions_total", Map.of("hub", "other"))).isEqualTo(30);
    }

    @Test
    void requestsAreCountedByTheTemplateAndNeverByThePath() throws Exception {
        world.get("/v1/accounts/default/alice/usage");
        world.get("/v1/accounts/default/bob/usage");
        world.get("/v1/nonsense-of-alice");
        world.send("BREW", "/v1/policy", null, Map.of());
        world.send("GET", "/v1/policy", null, Map.of("Authorization", ""));
        String route = "/v1/accounts/{realm}/{user}/usage";
        assertThat(value(
                        "hubmeter_http_request_seconds_count",
                        Map.of("route", route, "method", "GET", "status", "200")))
                .isEqualTo(2);
        assertThat(value("hubmeter_http_request_seconds_count", Map.of("route", "none", "status", "404")))
                .isEqualTo(1);
        assertThat(value("hubmeter_http_request_seconds_count", Map.of("method", "other", "status", "405")))
                .isEqualTo(1);
        assertThat(value("hubmeter_http_request_seconds_count", Map.of("route", "/v1/policy", "status", "401")))
                .isEqualTo(1);
        assertThat(scrape()).noneMatch(sample -> sample.labels().toString().contains("nonsense"));
    }

    @Test
    void freshnessAndThePolicyInForceAreTold() throws Exception {
        world.view.hear(World.NOW.minusMillis(2_500));
        assertThat(value("hubmeter_freshness_seconds", Map.of())).isEqualTo(2.5);
        assertThat(scrape())
                .contains(new Sample(
                        "hubmeter_policy_info",
                        Map.of("name", "policy.yaml", "hash", World.policy(true).hash()),
                        1));
        world.view.setReachable(false);
        assertThat(value("hubmeter_freshness_seconds", Map.of())).isNaN();
        assertThat(scrape()).noneMatch(sample -> sample.name().equals("hubmeter_policy_info"));
    }

    /** Law 8, of numbers. */
    @Test
    void nobodyIsAnsweredWithoutATokenForMetrics() throws Exception {
        for (String token :
                List.of("", "Bearer hm_wrong", "Bearer " + World.HUB_DEFAULT, "Bearer " + World.ADMISSION)) {
            HttpResponse<String> response = world.send("GET", "/metrics", null, Map.of("Authorization", token));
            assertThat(response.statusCode()).isIn(401, 403);
            assertThat(response.body()).doesNotContain("hubmeter_", "jvm_");
        }
    }

    @Test
    void aTokenForMetricsOpensNothingElse() throws Exception {
        for (String path : List.of("/v1/policy", "/v1/accounts/default/alice/usage", "/v1/standings")) {
            assertThat(world.send("GET", path, null, PROMETHEUS).statusCode()).isEqualTo(403);
        }
    }
}
