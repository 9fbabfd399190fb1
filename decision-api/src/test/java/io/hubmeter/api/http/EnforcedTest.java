package io.hubmeter.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Whoever stops servers asks whether anything is enforced any more. */
final class EnforcedTest {

    @Test
    void usageTellsWhetherAnythingIsEnforced() throws Exception {
        try (World world = new World()) {
            assertThat(enforced(world)).isTrue();
            world.view.publish(World.policy(false));
            assertThat(enforced(world)).isFalse();
        }
    }

    private static boolean enforced(World world) throws Exception {
        JsonNode usage = Contract.MAPPER.readTree(
                world.get("/v1/accounts/default/bob/usage").body());
        assertThat(usage.get("limits")).isNotEmpty();
        return usage.get("enforced").booleanValue();
    }
}
