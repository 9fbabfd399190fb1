package io.hubmeter.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.api.decision.DecisionEntry;
import io.hubmeter.core.decision.Decision;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.core.quota.Limit;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What decisions say, over the wire. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DecisionApiTest {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    private static final String ALICE = "{\"user\":\"alice\",\"resources\":{\"memory\":\"4GiB\",\"gpu\":0}}";
    private static final String BOB = "{\"user\":\"bob\",\"resources\":{\"memory\":\"4GiB\",\"gpu\":0}}";

    private final World world = new World();

    @BeforeEach
    void resetWorld() {
        world.reset();
        world.recorded.clear();
    }

    @AfterAll
    void closeWorld() {
        world.close();
    }

    @Test
    void permitTellsWhatIsLeftAndForHowLong() throws Exception {
        JsonNode answer = decide(ALICE);
        JsonNode memory = limit(answer, "memory");
        BigInteger gibHour = BigInteger.ONE.shiftLeft(30).multiply(BigInteger.valueOf(1_000_000L * 3_600_000L));
        assertThat(text(answer, "decision")).isEqualTo("permit");
        assertThat(text(answer, "account")).isEqualTo("default/alice");
        assertThat(memory.get("limit").decimalValue()).isEqualByComparingTo("60");
        assertThat(memory.get("used").decimalValue()).isEqualByComparingTo("4");
        assertThat(memory.get("remaining").decimalValue()).isEqualByComparingTo("56");
        assertThat(text(memory.get("exact"), "used"))
                .isEqualTo(gibHour.multiply(BigInteger.valueOf(4)).toString());
        assertThat(text(memory, "unit")).isEqualTo("GiB-hours");
        assertThat(text(memory, "window")).isEqualTo("30 days");
        assertThat(text(memory, "origin")).isEqualTo("group regular");
        assertThat(memory.get("ratePerHour").decimalValue()).isEqualByComparingTo("4");
        assertThat(memory.get("plannedRatePerHour").decimalValue()).isEqualByComparingTo("8");
        assertThat(answer.get("maxRuntimeSeconds").asLong()).isEqualTo(7 * 3600);
        assertThat(answer.get("freshnessSeconds").decimalValue()).isEqualByComparingTo("2");
        assertThat(text(answer, "asOf")).isEqualTo("2026-11-01T12:00:00.000Z");
        assertThat(answer.get("retryAt").isNull()).isTrue();
    }

    /** Bob's use began 20 hours ago, so it begins to leave the window 30 days later. */
    @Test
    void denialTellsWhenToTryAgain() throws Exception {
        JsonNode answer = decide(BOB);
        assertThat(text(answer, "decision")).isEqualTo("deny");
        assertThat(text(answer, "sentence"))
                .startsWith("You have used 60 of your 60 GiB-hours per 30 days (group regular); nothing is left. ");
        assertThat(text(limit(answer, "memory"), "verdict")).isEqualTo("used-up");
        assertThat(text(answer, "retryAt")).startsWith("2026-11-30T16:");
        assertThat(answer.get("maxRuntimeSeconds").asLong()).isZero();
    }

    @Test
    void observingPermitsAndTellsWhatItWouldHaveDone() throws Exception {
        world.view.publish(World.policy(false));
        JsonNode answer = decide(BOB);
        assertThat(text(answer, "decision")).isEqualTo("permit");
        assertThat(answer.get("observed").size()).isEqualTo(1);
        assertThat(text(answer.get("observed").get(0), "verdict")).isEqualTo("used-up");
        assertThat(text(answer, "sentence")).contains("not enforced");
    }

    @Test
    void freshnessAtTheBoundStillDecidesAndPastItIsUnknown() throws Exception {
        world.view.hear(World.NOW.minusSeconds(15));
        assertThat(text(decide(ALICE), "decision")).isEqualTo("permit");
        world.view.hear(World.NOW.minusSeconds(15).minusMillis(1));
        JsonNode stale = decide(ALICE);
        assertThat(text(stale, "decision")).isEqualTo("unknown");
        assertThat(text(stale, "cause")).isEqualTo("stale");
        assertThat(stale.get("freshnessSeconds").decimalValue()).isEqualByComparingTo("15.001");
    }

    @Test
    void neverHeardIsUnknown() throws Exception {
        world.view.hear(null);
        JsonNode answer = decide(ALICE);
        assertThat(text(answer, "cause")).isEqualTo("never-heard");
        assertThat(answer.get("heardAt").isNull()).isTrue();
    }

    @Test
    void missingPolicyIsUnknown() throws Exception {
        world.view.publish(null);
        JsonNode answer = decide(ALICE);
        assertThat(text(answer, "decision")).isEqualTo("unknown");
        assertThat(text(answer, "cause")).isEqualTo("policy-missing");
        assertThat(answer.get("policyHash").isNull()).isTrue();
    }

    @Test
    void unreachableUsageIsUnknownForADecisionAnd503ForUsageAndReport() throws Exception {
        world.view.setReachable(false);
        assertThat(text(decide(ALICE), "cause")).isEqualTo("unreachable");
        assertThat(world.get("/v1/accounts/default/alice/usage").statusCode()).isEqualTo(503);
        assertThat(world.get("/v1/standings").statusCode()).isEqualTo(503);
        assertThat(world.get("/v1/policy").statusCode()).isEqualTo(503);
        assertThat(world.get("/health/ready").statusCode()).isEqualTo(503);
        assertThat(world.get("/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void everyDecisionIsRecordedWithWhatItRestsOn() throws Exception {
        JsonNode answer = decide(BOB);
        DecisionEntry entry = Objects.requireNonNull(world.recorded.poll());
        assertThat(entry.id().toString()).isEqualTo(text(answer, "decisionId"));
        assertThat(entry.decision()).isInstanceOf(Decision.Deny.class);
        assertThat(entry.groups()).containsExactly("regular");
        assertThat(entry.policyHash()).isEqualTo(text(answer, "policyHash"));
        assertThat(world.recorded).isEmpty();
    }

    @Test
    void groupsInTheQuestionTakeThePlaceOfThoseReported() throws Exception {
        JsonNode answer = decide("{\"user\":\"alice\",\"groups\":[\"gpu-dev\"],\"resources\":{\"gpu\":1}}");
        assertThat(text(answer, "decision")).isEqualTo("permit");
        assertThat(text(limit(answer, "gpu"), "origin")).isEqualTo("group gpu-dev");
        JsonNode none = decide("{\"user\":\"alice\",\"groups\":[],\"resources\":{\"gpu\":1}}");
        assertThat(text(none, "sentence"))
                .isEqualTo(
                        "Your quota includes no GPU-hours. Choose a server that needs none, or ask your administrators for some.");
    }

    @ParameterizedTest
    @CsvSource({"hub-a,shared/zoe", "hub-b,shared/zoe", "lab,lab/zoe"})
    void aHubIsItsOwnRealmUnlessItSharesOne(String hub, String account) throws Exception {
        assertThat(text(decide("{\"user\":\"zoe\",\"hub\":\"%s\"}".formatted(hub)), "account"))
                .isEqualTo(account);
    }

    /** Nobody knows what the server would hold, so a limit that is used up refuses it, and one that is not lets it pass. */
    @Test
    void anUnknownSizeIsRefusedOnlyByWhatIsUsedUp() throws Exception {
        assertThat(text(decide("{\"user\":\"bob\"}"), "decision")).isEqualTo("deny");
        assertThat(text(decide("{\"user\":\"bob\",\"resources\":{\"memory\":0,\"gpu\":0}}"), "decision"))
                .isEqualTo("permit");
    }

    /** Alice's running server will use her memory up, but that is no bound for a server that holds none. */
    @Test
    void aLimitThatTheServerDoesNotDrawOnDoesNotBoundItsRuntime() throws Exception {
        JsonNode answer = decide("{\"user\":\"alice\",\"resources\":{\"memory\":0,\"gpu\":0}}");
        assertThat(limit(answer, "memory").get("exhaustedAt").isNull()).isFalse();
        assertThat(answer.get("maxRuntimeSeconds").isNull()).isTrue();
    }

    @Test
    void aDenialByManyLimitsIsRetriedWhenTheLastOfThemLetsItPass() throws Exception {
        Policy policy = World.policy(true);
        BigInteger amount = Resource.MEMORY.amountOf(BigDecimal.valueOf(60));
        List<Limit> limits = List.of(
                new Limit(Resource.MEMORY, amount, World.MONTH),
                new Limit(Resource.MEMORY, amount, Duration.ofHours(40)));
        world.view.publish(Policy.of(
                policy.name(),
                policy.hash(),
                policy.text(),
                policy.rules(),
                List.of(),
                Map.of(),
                Map.of(World.BOB, limits)));
        JsonNode answer = decide(BOB);
        assertThat(answer.get("limits").size()).isEqualTo(2);
        assertThat(text(answer.get("limits").get(1), "retryAt")).startsWith("2026-11-02T08:");
        assertThat(text(answer, "retryAt"))
                .isEqualTo(text(answer.get("limits").get(0), "retryAt"))
                .startsWith("2026-11-30T16:");
    }

    /** Memory would be free again one day, but a quota without GPU-hours never lets a GPU pass. */
    @Test
    void aDenialThatNeverEndsHasNoRetry() throws Exception {
        JsonNode answer = decide("{\"user\":\"bob\",\"resources\":{\"memory\":\"4GiB\",\"gpu\":1}}");
        assertThat(text(answer, "decision")).isEqualTo("deny");
        assertThat(limit(answer, "memory").get("retryAt").isNull()).isFalse();
        assertThat(limit(answer, "gpu").get("retryAt").isNull()).isTrue();
        assertThat(answer.get("retryAt").isNull()).isTrue();
    }

    @Test
    void unlimitedIsNull() throws Exception {
        JsonNode memory = limit(decide("{\"user\":\"zoe\",\"realm\":\"shared\",\"resources\":{\"gpu\":0}}"), "memory");
        assertThat(memory.get("limit").isNull()).isTrue();
        assertThat(memory.get("remaining").isNull()).isTrue();
        assertThat(memory.get("used").decimalValue()).isEqualByComparingTo("2");
    }

    private JsonNode decide(String body) throws Exception {
        HttpResponse<String> response = world.post("/v1/decisions", body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return MAPPER.readTree(response.body());
    }

    private static JsonNode limit(JsonNode answer, String resource) {
        for (JsonNode limit : answer.get("limits")) {
            if (text(limit, "resource").equals(resource)) {
                return limit;
            }
        }
        throw new AssertionError("limits: found none of " + resource + " in " + answer);
    }

    private static String text(JsonNode node, String field) {
        return node.get(field).asString();
    }
}
