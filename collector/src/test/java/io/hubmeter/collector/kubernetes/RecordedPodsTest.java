package io.hubmeter.collector.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hubmeter.core.metering.PodHistory;
import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.RateChange;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.pods.Attribution;
import io.hubmeter.pods.ResourceRules;
import io.hubmeter.pods.Unattributed;
import io.hubmeter.pods.UnusablePod;
import java.math.BigInteger;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVRecord;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every row of the expectations that came with the recordings, see {@code golden/pods-1.35/README.md}. */
class RecordedPodsTest {
    private static final List<String> APART = List.of("nvidia.com/*=nvidia.com/*", "amd.com/*=amd.com/*");
    private static final ResourceRules REQUESTS = ResourceRules.parse(APART, List.of());
    private static final ResourceRules LIMITS = ResourceRules.parse(APART, List.of("cpu=limits", "memory=limits"));
    private static final BigInteger MICROS_PER_MILLI = BigInteger.valueOf(1_000);
    private static final BigInteger MICROS = BigInteger.valueOf(1_000_000);
    private static final ObjectMapper JSON = new ObjectMapper();

    static Stream<String> scenarios() {
        return Recording.SCENARIOS.stream();
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void everyPodIsChargedToTheExpectedUserForTheExpectedTime(String scenario) throws UnusablePod {
        Recorded requests = Recorded.watched(scenario, REQUESTS);
        SoftAssertions softly = new SoftAssertions();
        Set<String> expected = expected(scenario).map(row -> row.get("uid")).collect(Collectors.toSet());
        assertThat(requests.histories.keySet()).isEqualTo(expected).isNotEmpty();
        expected(scenario).forEach(row -> {
            String uid = row.get("uid");
            PodHistory history = known(requests, uid);
            softly.assertThat(charged(requests, uid)).as("charged: %s", row).isEqualTo(row.get("charged"));
            String user = requests.user(uid);
            softly.assertThat(user == null ? "" : user).as("user: %s", row).isEqualTo(row.get("user"));
            softly.assertThat(history.scheduledAt())
                    .as("scheduled: %s", row)
                    .isEqualTo(instant(row.get("scheduled_at")));
            softly.assertThat(history.endedAt()).as("ended: %s", row).isEqualTo(instant(row.get("ended_at")));
            softly.assertThat(row.get("ended_at").isEmpty())
                    .as("basis: %s", row)
                    .isEqualTo(row.get("end_basis").equals("none"));
        });
        softly.assertAll();
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void everyPodHoldsTheExpectedAmountsAtItsStart(String scenario) throws UnusablePod {
        Recorded requests = Recorded.watched(scenario, REQUESTS);
        Recorded limits = Recorded.watched(scenario, LIMITS);
        SoftAssertions softly = new SoftAssertions();
        expected(scenario).forEach(row -> {
            Quantities held = atStart(requests, row.get("uid"));
            softly.assertThat(held)
                    .as("requests: %s", row)
                    .isEqualTo(amounts(row.get("cpu_millicores"), row.get("memory_bytes"), row.get("gpus")));
            Quantities allowed = atStart(limits, row.get("uid"));
            softly.assertThat(allowed)
                    .as("limits: %s", row)
                    .isEqualTo(
                            amounts(row.get("cpu_limit_millicores"), row.get("memory_limit_bytes"), row.get("gpus")));
        });
        softly.assertAll();
    }

    /** No pod but those of {@code resize} changes what it holds. */
    @ParameterizedTest
    @MethodSource("scenarios")
    void onlyResizedPodsChangeTheirRates(String scenario) throws UnusablePod {
        Recorded.watched(scenario, REQUESTS).histories.values().forEach(history -> {
            if (!scenario.equals("resize")) {
                assertThat(history.spans()).hasSize(1);
            }
        });
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void theListAtTheEndSaysTheSameAsTheWatch(String scenario) throws UnusablePod {
        for (ResourceRules rules : List.of(REQUESTS, LIMITS)) {
            Recorded watched = Recorded.watched(scenario, rules);
            Recorded listed = Recorded.listed(scenario, rules);
            assertThat(listed.states.keySet()).isEqualTo(expectedToBeLeft(scenario));
            listed.states.forEach((uid, state) -> {
                assertThat(state).isEqualTo(watched.states.get(uid));
                assertThat(listed.user(uid)).isEqualTo(watched.user(uid));
            });
        }
    }

    @Test
    void resizedPodsHoldWhatTheSchedulerCountsFromInstantToInstant() throws UnusablePod {
        Recorded resized = Recorded.watched("resize", REQUESTS);
        List<CSVRecord> rows = Recording.rows("expected-resize.csv");
        assertThat(rows).hasSize(20);
        SoftAssertions softly = new SoftAssertions();
        for (CSVRecord row : rows) {
            PodHistory history = known(resized, row.get("uid"));
            Instant from = Instant.parse(row.get("from"));
            Instant to = instant(row.get("to"));
            Quantities expected = amounts(row.get("scheduler_cpu_millicores"), row.get("scheduler_memory_bytes"), "{}");
            Quantities held = Quantities.ZERO;
            for (RateChange change : PodHistory.changes(null, history, Instant.EPOCH)) {
                if (!change.at().isAfter(from)) {
                    held = held.plus(change.rates());
                }
                boolean within =
                        change.at().isAfter(from) && (to == null || change.at().isBefore(to));
                softly.assertThat(within).as("%s within %s", change, row).isFalse();
            }
            softly.assertThat(held).as("from %s to %s: %s", from, to, row).isEqualTo(expected);
        }
        softly.assertAll();
    }

    @Test
    void everyScenarioIsExpectedAndEveryExpectationHasItsScenario() {
        List<CSVRecord> rows = Recording.rows("expected.csv");
        assertThat(rows.stream().map(row -> row.get("scenario")).collect(Collectors.toSet()))
                .containsExactlyInAnyOrderElementsOf(Recording.SCENARIOS);
        assertThat(rows.stream().map(row -> row.get("end_basis")).collect(Collectors.toSet()))
                .containsExactlyInAnyOrder("finishedAt", "observed-delete", "observed-phase", "none");
    }

    @Test
    void daskPodsBelongToTheirClusterUnlessAnAnnotationNamesTheUser() throws UnusablePod {
        Recorded dask = Recorded.watched("dask", REQUESTS);
        assertThat(dask.attributions.values())
                .filteredOn(Attribution.OfDaskCluster.class::isInstance)
                .hasSize(5);
        assertThat(dask.attributions.values())
                .filteredOn(Attribution.User.class::isInstance)
                .hasSize(2)
                .containsOnly(new Attribution.User("dave.b"));
        assertThat(dask.states.values())
                .allSatisfy(state -> assertThat(state.getServerName())
                        .hasSize("dask-gateway/".length() + 32)
                        .isEqualTo("dask-gateway/" + state.getDaskCluster()));
    }

    private static Stream<CSVRecord> expected(String scenario) {
        return Recording.rows("expected.csv").stream()
                .filter(row -> row.get("scenario").equals(scenario));
    }

    private static Set<String> expectedToBeLeft(String scenario) {
        return expected(scenario)
                .filter(row -> row.get("deleted_received_at").isEmpty())
                .map(row -> row.get("uid"))
                .collect(Collectors.toSet());
    }

    private static String charged(Recorded recorded, String uid) {
        return switch (recorded.attributions.get(uid)) {
            case Attribution.Nobody(Unattributed reason, String detail) ->
                reason == Unattributed.NO_USER ? "no:not-a-user-pod" : "no:" + reason.code();
            case null -> "unheard of";
            default -> known(recorded, uid).scheduledAt() == null ? "no:never-scheduled" : "yes";
        };
    }

    private static PodHistory known(Recorded recorded, String uid) {
        PodHistory history = recorded.histories.get(uid);
        assertThat(history).isNotNull();
        return java.util.Objects.requireNonNull(history);
    }

    private static Quantities atStart(Recorded recorded, String uid) {
        return known(recorded, uid).spans().getFirst().rates();
    }

    private static @Nullable Instant instant(String text) {
        return text.isEmpty() ? null : Instant.parse(text);
    }

    private static Quantities amounts(String millicores, String bytes, String extended) {
        Map<Resource, BigInteger> micros = new HashMap<>();
        micros.put(Resource.CPU, new BigInteger(millicores).multiply(MICROS_PER_MILLI));
        micros.put(Resource.MEMORY, new BigInteger(bytes).multiply(MICROS));
        try {
            for (Map.Entry<String, JsonNode> device : JSON.readTree(extended).properties()) {
                micros.put(
                        new Resource(device.getKey()),
                        device.getValue().bigIntegerValue().multiply(MICROS));
            }
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
        return Quantities.of(micros);
    }
}
