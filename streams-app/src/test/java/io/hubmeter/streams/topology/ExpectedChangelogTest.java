package io.hubmeter.streams.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.schemas.registry.InMemorySchemaRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.streams.state.StoreBuilder;
import org.junit.jupiter.api.Test;

class ExpectedChangelogTest {
    private static final ExpectedChangelog VERSIONS =
            ExpectedChangelog.of("app", "meters", Duration.ofSeconds(40), Duration.ZERO, true);
    private static final ExpectedChangelog WINDOWS =
            ExpectedChangelog.of("app", "rows", Duration.ZERO, Duration.ofSeconds(62), true);

    @Test
    void everyStoreHasOne() {
        Set<String> expected = new StateStores(new InMemorySchemaRegistry())
                .all(MeterRetention.DEFAULT).stream()
                        .map(StoreBuilder::name)
                        .map("app-%s-changelog"::formatted)
                        .collect(Collectors.toSet());
        expected.addAll(Set.of("app-group-hours-changelog", "app-group-days-changelog"));
        assertThat(MeterTopology.changelogs("app", MeterRetention.DEFAULT))
                .extracting(ExpectedChangelog::topic)
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void asItHasToBeThereIsNoProblem() {
        assertThat(problems(VERSIONS, Map.of("cleanup.policy", "compact", "min.compaction.lag.ms", "40000")))
                .isEmpty();
        assertThat(problems(WINDOWS, Map.of("cleanup.policy", "compact,delete", "retention.ms", "62000")))
                .isEmpty();
        assertThat(problems(WINDOWS, Map.of("cleanup.policy", "delete", "retention.ms", "-1")))
                .isEmpty();
    }

    @Test
    void versionsThatAreCompactedTooEarlyAreAProblem() {
        assertThat(problems(VERSIONS, Map.of("cleanup.policy", "compact", "min.compaction.lag.ms", "39999")))
                .singleElement()
                .asString()
                .startsWith(
                        "topic app-meters-changelog: setting min.compaction.lag.ms: found 39999, expected at least 40000: ");
    }

    @Test
    void stateThatIsDeletedByAgeIsAProblem() {
        assertThat(problems(VERSIONS, Map.of("cleanup.policy", "compact,delete", "min.compaction.lag.ms", "40000")))
                .singleElement()
                .asString()
                .startsWith(
                        "topic app-meters-changelog: setting cleanup.policy: found compact,delete, expected compact: ");
        assertThat(problems(WINDOWS, Map.of("cleanup.policy", "compact,delete", "retention.ms", "61999")))
                .singleElement()
                .asString()
                .startsWith("topic app-rows-changelog: setting retention.ms: found 61999, expected at least 62000: ");
    }

    private static List<String> problems(ExpectedChangelog changelog, Map<String, String> settings) {
        return changelog.problems(name -> settings.getOrDefault(name, ""));
    }
}
