package io.hubmeter.collector.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.PodHistory;
import io.hubmeter.core.metering.RateSpan;
import io.hubmeter.pods.ResourceRules;
import io.hubmeter.schemas.avro.PodOp;
import io.hubmeter.schemas.avro.PodRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The recorded watches and lists of a 1.35 API server, from HTTP to the records in Kafka. */
class RecordedStreamsTest {
    private static final ResourceRules RULES =
            ResourceRules.parse(List.of("nvidia.com/*=nvidia.com/*", "amd.com/*=amd.com/*"), List.of());

    static Stream<String> scenarios() {
        return Recording.SCENARIOS.stream();
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void theRecordsOfAWatchComeToWhatThePodsWere(String scenario) throws Exception {
        Recorded expected = Recorded.watched(scenario, RULES);
        List<Recording.Event> events = Recording.of(scenario).events();
        long last = events.stream()
                .mapToLong(event -> version(event.object()))
                .max()
                .orElseThrow();
        try (Collecting collecting = collecting(scenario)) {
            collecting.api.version(version(events.getFirst().object()) - 1);
            FakeApiServer.FakeWatch watch = collecting.api.watch();
            events.forEach(
                    event -> watch.send("{\"type\":\"%s\",\"object\":%s}%n".formatted(event.type(), event.object())));
            collecting.start().awaitOffset(last);
            collecting.stop();

            Folded folded = Folded.of(collecting.topics.entries());
            Set<String> charged = expected.histories.keySet().stream()
                    .filter(uid -> expected.user(uid) != null)
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(folded.histories.values().stream().flatMap(pods -> pods.keySet().stream()))
                    .containsExactlyInAnyOrderElementsOf(charged);
            for (String uid : charged) {
                String account = new AccountId("realm", String.valueOf(expected.user(uid))).toString();
                assertThat(folded.histories.get(account)).containsKey(uid);
                checkSame(folded.only(uid), Objects.requireNonNull(expected.histories.get(uid)));
            }
            assertThat(collecting.topics.rejects())
                    .as("one for each pod that nobody is charged for")
                    .hasSize(expected.histories.size() - charged.size());
        }
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void theRecordsOfASnapshotSayWhatTheListSays(String scenario) throws Exception {
        Recorded expected = Recorded.listed(scenario, RULES);
        List<JsonNode> listed = Recording.of(scenario).listed();
        try (Collecting collecting = collecting(scenario)) {
            collecting.api.version(7_000);
            for (int from = 0; from < Math.max(1, listed.size()); from += 2) {
                boolean isLast = from + 2 >= listed.size();
                collecting.api.pages.add(FakeApiServer.page(
                        7_000,
                        isLast ? null : "page " + from,
                        listed.subList(from, Math.min(from + 2, listed.size())).toArray(JsonNode[]::new)));
            }
            collecting.start().awaitOffset(7_000);
            collecting.stop();

            List<PodRecord> records = collecting.topics.pods().stream()
                    .filter(record -> record.getOp() != PodOp.m)
                    .toList();
            assertThat(records).allMatch(record -> record.getOp() == PodOp.r && record.getBefore() == null);
            assertThat(records.stream().map(PodRecord::getAfter))
                    .containsExactlyInAnyOrderElementsOf(expected.states.values().stream()
                            .filter(state -> expected.user(state.getUid()) != null)
                            .toList());
        }
    }

    /** All but versions that told nothing new, and instants at which something was seen: they are those of this test. */
    private static void checkSame(PodHistory found, PodHistory expected) {
        assertThat(found.scheduledAt()).isEqualTo(expected.scheduledAt());
        assertThat(found.endVersion() == PodHistory.SEEN).isEqualTo(expected.endVersion() == PodHistory.SEEN);
        if (expected.endVersion() == PodHistory.SEEN) {
            assertThat(found.endedAt()).isNotNull();
        } else {
            assertThat(found.endedAt()).isEqualTo(expected.endedAt());
        }
        assertThat(found.spans().stream().map(RateSpan::rates))
                .containsExactlyElementsOf(
                        expected.spans().stream().map(RateSpan::rates).toList());
    }

    private static Collecting collecting(String scenario) throws Exception {
        // No two events at one instant, as it was when they were recorded.
        AtomicLong ms = new AtomicLong(System.currentTimeMillis());
        Collecting collecting = new Collecting(
                Collecting.config(scenario, 100, Duration.ofSeconds(90)),
                true,
                () -> Instant.ofEpochMilli(ms.incrementAndGet()));
        for (Recording.Event event :
                scenario.equals("dask") ? Recording.of("dask.daskclusters").events() : List.<Recording.Event>of()) {
            collecting.api.daskOwners.put(
                    "dask/" + event.object().at("/metadata/name").asText(),
                    event.object().at("/spec/username").asText());
        }
        return collecting;
    }

    private static long version(JsonNode object) {
        return object.at("/metadata/resourceVersion").asLong();
    }
}
