package io.hubmeter.standalone.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.schemas.Topics;
import io.hubmeter.schemas.avro.OverQuotaRecord;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two hubs share the quotas of one realm, the second one only observes; a third hub has nothing to do with them. */
class SharedQuotaIT {
    private static final String CAMPUS = "campus";
    private static final String NORTH = "north";
    private static final String SOUTH = "south";
    private static final String EAST = "east";
    private static final Duration AN_HOUR = Duration.ofHours(1);
    private static final String POLICY = """
            minimumRuntime: 10m
            freshness: 15s
            grace: 5m
            window: 30d
            hubs:
              north:
                realm: campus
              south:
                realm: campus
                enforce: false
            default:
              limits: [60 GiB-hours]
            """;

    private final Stage stage = Stage.shared();
    private final Instant start = stage.begin(Duration.ofDays(1));
    /** Another one for each test: the servers of the one before run on. */
    private final String user = "kim-" + start.getEpochSecond();

    private final Server north = new Server(new AccountId(CAMPUS, user), NORTH, "n", 4, start);
    private final Server south = new Server(new AccountId(CAMPUS, user), SOUTH, "s", 8, start);
    private final Server east = new Server(new AccountId(EAST, user), EAST, "e", 2, start);

    private void runAServerOnEachHub() {
        stage.publish(POLICY, start);
        stage.started(source(NORTH), north);
        stage.started(source(SOUTH), south);
        stage.started(source(EAST), east);
    }

    @Test
    void hubsOfOneRealmShareItsQuotasAndOneThatObservesStopsNothing() {
        runAServerOnEachHub();
        hear(start.plus(AN_HOUR));
        BigInteger both = Amounts.gibHours(12);
        for (String hub : List.of(NORTH, SOUTH)) {
            JsonNode answer = stage.api().mayStart(hub, user, 4);
            assertThat(answer.path("decision").asText()).as(hub).isEqualTo("permit");
            assertThat(answer.path("account").asText()).as(hub).isEqualTo("campus/" + user);
            assertThat(used(answer)).as(hub).isEqualTo(both.toString());
            assertThat(answer.path("observed")).as(hub).isEmpty();
        }
        JsonNode elsewhere = stage.api().mayStart(EAST, user, 4);
        assertThat(elsewhere.path("account").asText()).isEqualTo("east/" + user);
        assertThat(used(elsewhere)).isEqualTo(Amounts.gibHours(2).toString());

        // Twelve GiB on two hubs use 60 GiB-hours in five hours.
        Instant crossedAt = start.plus(AN_HOUR.multipliedBy(5));
        hear(crossedAt.plusMillis(1));
        List<Said> said =
                stage
                        .read(
                                Topics.OVER_QUOTA,
                                OverQuotaRecord.class,
                                record -> record.getUser().equals(user))
                        .stream()
                        .map(Said::of)
                        .toList();
        assertThat(said).hasSize(1);
        assertThat(said.getFirst().at()).isEqualTo(crossedAt);
        assertThat(said.getFirst().servers())
                .as("not that of the hub that observes")
                .containsExactly(Said.named(north));

        JsonNode refused = stage.api().mayStart(NORTH, user, 4);
        assertThat(refused.path("decision").asText()).isEqualTo("deny");
        JsonNode observed = stage.api().mayStart(SOUTH, user, 4);
        assertThat(observed.path("decision").asText()).isEqualTo("permit");
        assertThat(observed.path("allowed").asBoolean()).isTrue();
        assertThat(observed.path("observed").path(0).path("verdict").asText()).isEqualTo("used-up");
        assertThat(used(observed)).isEqualTo(used(refused));
        assertThat(stage.api().mayStart(EAST, user, 4).path("decision").asText())
                .isEqualTo("permit");
    }

    /** The realm's clock is that of its stalest hub: while one of them is silent nothing can be said of either. */
    @Test
    void oneSilentHubOfARealmLeavesTheOtherWithoutAnAnswer() {
        runAServerOnEachHub();
        hear(start.plus(AN_HOUR));
        Instant later = start.plus(AN_HOUR.multipliedBy(6));
        stage.heard(source(NORTH), CAMPUS, later);
        stage.heard(source(EAST), EAST, later);
        stage.apiIsAt(later);

        for (String hub : List.of(NORTH, SOUTH)) {
            JsonNode answer = stage.api().mayStart(hub, user, 4);
            assertThat(answer.path("cause").asText()).as(hub).isEqualTo("stale");
        }
        assertThat(stage.api().mayStart(EAST, user, 4).path("decision").asText())
                .isEqualTo("permit");
    }

    private void hear(Instant at) {
        stage.heard(source(NORTH), CAMPUS, at);
        stage.heard(source(SOUTH), CAMPUS, at);
        stage.heard(source(EAST), EAST, at);
        stage.apiIsAt(at);
    }

    private static String source(String hub) {
        return "kubernetes/" + hub;
    }

    private static String used(JsonNode answer) {
        return answer.path("limits").path(0).path("exact").path("used").asText();
    }
}
