package io.hubmeter.standalone.dashboards;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class PromqlTest {
    @Test
    void functionsWordsNumbersAndTextsAreNoMetrics() {
        Promql query = Promql.of("""
                sum by (hub, cause) (rate(a_total{outcome="unknown",status=~"5..|x}y"}[5m]))
                  / on (hub) group_left (realm) sum by (hub) (b_total offset 15m) > 0.01 or 0 * c < +Inf or vector(1e-9)""");

        assertThat(query.metrics()).isEqualTo(Set.of("a_total", "b_total", "c"));
        assertThat(query.labels()).isEqualTo(Set.of("outcome", "status", "hub", "cause", "realm"));
    }
}
