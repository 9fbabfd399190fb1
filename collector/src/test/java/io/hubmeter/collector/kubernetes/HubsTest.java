package io.hubmeter.collector.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class HubsTest {
    private static final Hubs HUBS =
            new Hubs(Map.of("jhub", "main", "gpu", "gpu"), "rest", Map.of("gpu", "campus", "main", "campus"));

    @Test
    void aNamespaceHasTheHubThatNamesItElseThatOfAllOthers() {
        assertThat(HUBS.hubOf("jhub")).isEqualTo("main");
        assertThat(HUBS.hubOf("elsewhere")).isEqualTo("rest");
        assertThat(HUBS.isWholeCluster()).isTrue();
    }

    @Test
    void realmsAreToldOnceEach() {
        assertThat(HUBS.realmOf("rest")).isEqualTo("rest");
        assertThat(HUBS.allRealms()).containsExactly("campus", "rest");
    }

    /** A source of one namespace must not charge pods of another, whatever it is sent. */
    @Test
    void onlyANamespaceLeavesNoOther() {
        Hubs only = HUBS.only("jhub");

        assertThat(only.hubOf("jhub")).isEqualTo("main");
        assertThat(only.hubOf("gpu")).isNull();
        assertThat(only.hubOf("elsewhere")).isNull();
        assertThat(only.isWholeCluster()).isFalse();
        assertThat(only.allRealms()).containsExactly("campus");
    }
}
