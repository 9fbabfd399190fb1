package io.hubmeter.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.policy.Combination;
import io.hubmeter.core.policy.Hub;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.core.policy.Prices;
import io.hubmeter.core.policy.Rule;
import io.hubmeter.core.policy.UnknownIs;
import io.hubmeter.core.quota.Limit;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The policy in force is told in full, in the form that is documented. */
class PolicyJsonTest {
    private final World world = new World();
    private final Contract contract = new Contract(new String(ContractHandler.bytes(), StandardCharsets.UTF_8));

    @AfterEach
    void close() throws Exception {
        world.close();
    }

    @Test
    void everythingThatAPolicySaysIsShown() throws Exception {
        Limit limit = new Limit(Resource.MEMORY, Resource.MEMORY.amountOf(BigDecimal.valueOf(60)), Duration.ofDays(30));
        Limit unlimited = new Limit(Resource.GPU, null, Duration.ofDays(1));
        Policy.Rules rules = new Policy.Rules(
                Combination.SUM,
                Duration.ofMinutes(10),
                Duration.ofSeconds(15),
                Duration.ZERO,
                false,
                UnknownIs.DENY,
                List.of(80, 95),
                "No. {sentence}",
                new Prices("EUR", new TreeMap<>(Map.of(Resource.CPU, new BigDecimal("0.04")))));
        world.view.publish(new Policy(
                "policy.yaml",
                "0".repeat(64),
                "# text",
                rules,
                Map.of("lab", new Hub("campus", false, UnknownIs.PERMIT, "No.")),
                List.of(new Rule(new TreeSet<>(List.of("lab")), false, List.of(limit, unlimited))),
                Map.of("power", List.of(Rule.of(List.of(limit)))),
                Map.of(World.BOB, List.of(Rule.of(List.of())))));

        String body = world.get("/v1/policy").body();

        assertThat(contract.violations("GET /v1/policy", 200, "application/json", body))
                .isEmpty();
        assertThat(body)
                .contains("\"unknown\":\"deny\",\"warningPercents\":[80,95],\"denial\":\"No. {sentence}\"")
                .contains("{\"resource\":\"cpu\",\"unit\":\"core-hours\",\"price\":\"0.04\",\"currency\":\"EUR\"}")
                .contains(
                        "\"hubs\":{\"lab\":{\"realm\":\"campus\",\"enforce\":false,\"unknown\":\"permit\",\"denial\":\"No.\"}}")
                .contains("\"default\":[{\"hubs\":[\"lab\"],\"enforce\":false,\"limits\":[{\"resource\":\"memory\","
                        + "\"unit\":\"GiB-hours\",\"limit\":60.000000,\"windowSeconds\":2592000.000},{\"resource\":\"gpu\","
                        + "\"unit\":\"GPU-hours\",\"limit\":null,\"windowSeconds\":86400.000}]}]")
                .contains("\"groups\":{\"power\":[{\"hubs\":[],\"enforce\":true,")
                .contains("\"users\":{\"" + World.BOB + "\":[{\"hubs\":[],\"enforce\":true,\"limits\":[]}]}");
    }
}
