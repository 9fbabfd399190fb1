package io.hubmeter.bench.faults.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.hubmeter.bench.faults.load.Act;
import io.hubmeter.bench.faults.load.Asked;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class DecisionCheckTest {
    private static final Terms TERMS = new Terms(
            "hash",
            List.of(new Limit("cpu", BigInteger.valueOf(100_000_000_000L), 60_000)),
            Map.of("small", List.of(new Limit("cpu", BigInteger.valueOf(10_000_000_000L), 60_000))),
            5_000,
            15_000);
    private static final Terms OTHER = new Terms("other", TERMS.limits(), Map.of(), 5_000, 15_000);
    private static final long NOW = 1_000_000;

    private final Wrong wrong = new Wrong();

    /** A pod of one core from 20 s before, heard of 2 s before; another of two cores became known after that. */
    private final Input input = new Told()
            .pod("a", 1, NOW - 20_000, 1, NOW - 20_000, null)
            .heard(NOW - 2_000)
            .pod("b", 1, NOW - 1_000, 2, NOW - 1_000, null)
            .input();

    private List<Act.Done> done = List.of();
    private String groups = "";
    private String limit = "100000000000";

    private DecisionCheck check(String decision, long usedMs, long heardMs, long asOf) {
        String answer = """
                {"decision": "%s", "cause": "stale", "policyHash": "hash", "groups": [%s],
                "limits": [{"resource": "cpu", "windowSeconds": 60.000, "exact": {"used": "%d", "limit": "%s"}}], "asOf": "%s", "heardAt": "%s", "freshnessSeconds": %d.%03d}""".formatted(
                        decision,
                        groups,
                        usedMs * 1_000_000,
                        limit,
                        Instant.ofEpochMilli(asOf),
                        Instant.ofEpochMilli(heardMs),
                        (asOf - heardMs) / 1_000,
                        (asOf - heardMs) % 1_000);
        try {
            DecisionCheck check = new DecisionCheck(
                    input,
                    (partition, offset) -> NOW - 3_000 + offset * 1_000,
                    new Administered(done, number -> number == 0 ? TERMS : OTHER),
                    wrong);
            check.check(List.of(
                    new Asked("alpha", "ana", Map.of(), asOf, asOf, 1, 1, new ObjectMapper().readTree(answer), "")));
            return check;
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void everythingUpToTheHeartbeatHasToBeInTheAnswer() {
        check("permit", 20_000, NOW - 2_000, NOW);
        assertThat(wrong.text()).isEmpty();

        check("permit", 0, NOW - 2_000, NOW);
        assertThat(wrong.count()).isEqualTo(1);
    }

    @Test
    void whatCameAfterTheHeartbeatMayBeInTheAnswer() {
        check("permit", 22_000, NOW - 2_000, NOW);
        assertThat(wrong.text()).isEmpty();
    }

    @Test
    void oneMillisecondMoreOrLessIsWrong() {
        check("permit", 19_999, NOW - 2_000, NOW);
        check("permit", 22_001, NOW - 2_000, NOW);
        assertThat(wrong.count()).isEqualTo(2);
    }

    @Test
    void theOtherDecisionIsWrong() {
        check("deny", 20_000, NOW - 2_000, NOW);
        assertThat(wrong.count()).isEqualTo(1);
    }

    @Test
    void anotherLimitIsWrong() {
        limit = "100000000001";
        check("permit", 20_000, NOW - 2_000, NOW);
        assertThat(wrong.count()).isEqualTo(1);
    }

    @Test
    void aPolicyThatIsNotInForceAnyMoreIsCounted() {
        check("permit", 20_000, NOW - 2_000, NOW);
        done = List.of(new Act.Done(new Act.NewPolicy(1), NOW - 5_000, NOW - 4_000));
        check("permit", 20_000, NOW - 2_000, NOW);
        assertThat(wrong.text()).isEmpty();
        done = List.of(new Act.Done(new Act.NewPolicy(1), NOW - 25_000, NOW - 24_000));
        assertThat(check("permit", 20_000, NOW - 2_000, NOW).older()).isEqualTo(1);
        assertThat(wrong.text()).isEmpty();
    }

    @Test
    void groupsThatWereNeverToldAreWrong() {
        groups = "\"small\"";
        limit = "10000000000";
        check("deny", 20_000, NOW - 2_000, NOW);
        assertThat(wrong.text()).contains("another policy or other groups");
    }

    @Test
    void groupsMayBeKnownOnceTheyAreToldAndOlderOnesAreCounted() {
        done = List.of(new Act.Done(new Act.NewGroups(Told.ACCOUNT, List.of("small")), NOW - 5_000, NOW - 4_000));
        check("permit", 20_000, NOW - 2_000, NOW);
        groups = "\"small\"";
        limit = "10000000000";
        check("deny", 20_000, NOW - 2_000, NOW);
        assertThat(wrong.text()).isEmpty();
        done = List.of(new Act.Done(new Act.NewGroups(Told.ACCOUNT, List.of("small")), NOW - 25_000, NOW - 24_000));
        check("deny", 20_000, NOW - 2_000, NOW);
        assertThat(wrong.text()).isEmpty();
        groups = "";
        limit = "100000000000";
        assertThat(check("permit", 20_000, NOW - 2_000, NOW).older()).isEqualTo(1);
    }

    @Test
    void aGrantRaisesALimitUntilItEnds() {
        done = List.of(grant(NOW - 30_000, NOW + 30_000));
        limit = "100000000005";
        check("permit", 20_000, NOW - 2_000, NOW);
        assertThat(wrong.text()).isEmpty();
        done = List.of(
                grant(NOW - 30_000, NOW + 30_000),
                new Act.Done(new Act.Voided(Told.ACCOUNT, "one", NOW - 21_000), NOW - 21_000, NOW - 20_000));
        assertThat(check("permit", 20_000, NOW - 2_000, NOW).older()).isEqualTo(1);
        assertThat(wrong.text()).isEmpty();
        limit = "100000000004";
        check("permit", 20_000, NOW - 2_000, NOW);
        assertThat(wrong.count()).isEqualTo(1);
    }

    private static Act.Done grant(long fromMs, long untilMs) {
        return new Act.Done(
                new Act.NewGrant(Told.ACCOUNT, "one", "cpu", null, BigInteger.valueOf(5), fromMs, untilMs),
                fromMs,
                fromMs + 1);
    }

    @Test
    void aTimeThatWasNeverHeardIsWrong() {
        check("permit", 20_000, NOW - 1_000, NOW);
        assertThat(wrong.count()).isEqualTo(1);
    }

    @Test
    void aDecisionBeyondTheBoundIsWrongAndSoIsNoneWithinIt() {
        check("permit", 60_000, NOW - 2_000, NOW + 60_000);
        check("unknown", 20_000, NOW - 2_000, NOW);
        assertThat(wrong.count()).isEqualTo(2);
    }
}
