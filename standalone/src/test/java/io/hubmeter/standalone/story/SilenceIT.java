package io.hubmeter.standalone.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.schemas.Topics;
import io.hubmeter.schemas.avro.OverQuotaKind;
import io.hubmeter.schemas.avro.OverQuotaRecord;
import io.hubmeter.schemas.avro.WarningRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * What is not known is not guessed: nobody is stopped, and each hub does what it chose. A platform of its own, because it
 * begins without a policy and ends without a stream processor; in that order.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SilenceIT {
    /** Lets people in while quotas cannot be checked, as nothing else is said of it. */
    private static final String QUIET = "quiet";
    /** Does not. */
    private static final String CAREFUL = "careful";

    private static final String USER = "zoe";
    private static final Stage STAGE = Stage.start();
    private static final Instant START = STAGE.begin(Duration.ofDays(9));
    private static final Instant LAST_HEARD = START.plus(Duration.ofHours(1));
    private static final Duration FRESHNESS = Duration.ofSeconds(15);

    private static final String POLICY = """
            freshness: 15s
            grace: 5m
            window: 30d
            warnings: [50%]
            hubs:
              careful:
                unknown: deny
            default:
              limits: [20 GiB-hours]
            """;

    @AfterAll
    static void close() {
        STAGE.close();
    }

    @Test
    @Order(1)
    void withoutAPolicyNothingCanBeChecked() {
        STAGE.apiIsAt(START);

        assertUnknown(QUIET, "policy-missing", true);
        // No policy has said yet that this hub is careful.
        assertUnknown(CAREFUL, "policy-missing", true);
    }

    @Test
    @Order(2)
    void aHubWhoseServersWereNeverHeardOfCannotBeChecked() {
        STAGE.publish(POLICY, START);

        assertUnknown(QUIET, "never-heard", true);
        assertUnknown(CAREFUL, "never-heard", false);
    }

    @Test
    @Order(3)
    void whileACollectorIsSilentNobodyIsStoppedAndEachHubDoesWhatItChose() {
        for (String hub : List.of(QUIET, CAREFUL)) {
            STAGE.started(source(hub), server(hub));
            STAGE.heard(source(hub), hub, LAST_HEARD);
        }
        STAGE.apiIsAt(LAST_HEARD.plus(FRESHNESS));
        for (String hub : List.of(QUIET, CAREFUL)) {
            assertThat(ask(hub).path("decision").asText()).as(hub).isEqualTo("permit");
        }

        // The servers reach their limit after 5 h, and nobody tells of that.
        for (Duration silence : List.of(FRESHNESS.plusMillis(1), Duration.ofHours(6), Duration.ofDays(7))) {
            STAGE.apiIsAt(LAST_HEARD.plus(silence));
            assertUnknown(QUIET, "stale", true);
            assertUnknown(CAREFUL, "stale", false);
        }
        STAGE.settle();
        assertThat(overQuota(QUIET)).isEmpty();
        assertThat(overQuota(CAREFUL)).isEmpty();
        assertThat(warnings()).isZero();
    }

    @Test
    @Order(4)
    void whenItIsHeardAgainWhatHappenedIsToldExactly() {
        Instant back = LAST_HEARD.plus(Duration.ofDays(7));
        STAGE.heard(source(QUIET), QUIET, back);
        STAGE.apiIsAt(back);

        List<Said> said = overQuota(QUIET);
        assertThat(said).hasSize(1);
        Instant crossedAt = START.plus(Duration.ofHours(5));
        assertThat(said.getFirst().kind()).isEqualTo(OverQuotaKind.EXCEEDED);
        assertThat(said.getFirst().at()).isEqualTo(crossedAt);
        assertThat(said.getFirst().graceUntil()).isEqualTo(crossedAt.plus(Duration.ofMinutes(5)));
        assertThat(said.getFirst().servers()).containsExactly(Said.named(server(QUIET)));
        assertThat(warnings()).isOne();
        assertThat(ask(QUIET).path("decision").asText()).isEqualTo("deny");
        // The other collector is as silent as before.
        assertThat(overQuota(CAREFUL)).isEmpty();
        assertUnknown(CAREFUL, "stale", false);
    }

    @Test
    @Order(5)
    void whenUsageCannotBeReadTheHubStillDoesWhatItChose() {
        STAGE.stopStreams();

        assertUnknown(QUIET, "unreachable", true);
        assertUnknown(CAREFUL, "unreachable", false);
    }

    private static String source(String hub) {
        return "kubernetes/" + hub;
    }

    private static Server server(String hub) {
        return new Server(new AccountId(hub, USER), hub, "", 4, START);
    }

    private static JsonNode ask(String hub) {
        return STAGE.api().mayStart(hub, USER, 1);
    }

    private static void assertUnknown(String hub, String cause, boolean allowed) {
        JsonNode answer = ask(hub);
        assertThat(answer.path("decision").asText()).as(hub).isEqualTo("unknown");
        assertThat(answer.path("cause").asText()).as(hub).isEqualTo(cause);
        assertThat(answer.path("allowed").asBoolean()).as(hub).isEqualTo(allowed);
    }

    private static List<Said> overQuota(String hub) {
        return STAGE
                .read(
                        Topics.OVER_QUOTA,
                        OverQuotaRecord.class,
                        record -> record.getRealm().equals(hub))
                .stream()
                .map(Said::of)
                .toList();
    }

    private static int warnings() {
        return STAGE.read(Topics.WARNINGS, WarningRecord.class, record -> true).size();
    }
}
