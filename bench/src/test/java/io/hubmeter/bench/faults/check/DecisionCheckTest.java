package io.hubmeter.bench.faults.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.hubmeter.bench.faults.load.Asked;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class DecisionCheckTest {
    private static final Terms TERMS =
            new Terms(List.of(new Limit("cpu", BigInteger.valueOf(100_000_000_000L), 60_000)), 5_000, 15_000);
    private static final long NOW = 1_000_000;

    private final Wrong wrong = new Wrong();

    /** A pod of one core from 20 s before, heard of 2 s before; another of two cores became known after that. */
    private final Input input = new Told()
            .pod("a", 1, NOW - 20_000, 1, NOW - 20_000, null)
            .heard(NOW - 2_000)
            .pod("b", 1, NOW - 1_000, 2, NOW - 1_000, null)
            .input();

    private void check(String decision, long usedMs, long heardMs, long asOf) {
        String answer = """
                {"decision": "%s", "cause": "stale", "limits": [{"resource": "cpu", "windowSeconds": 60.000,
                "exact": {"used": "%d"}}], "asOf": "%s", "heardAt": "%s", "freshnessSeconds": %d.%03d}""".formatted(
                        decision,
                        usedMs * 1_000_000,
                        Instant.ofEpochMilli(asOf),
                        Instant.ofEpochMilli(heardMs),
                        (asOf - heardMs) / 1_000,
                        (asOf - heardMs) % 1_000);
        try {
            new DecisionCheck(input, (partition, offset) -> offset, TERMS, wrong)
                    .check(List.of(new Asked(
                            "alpha", "ana", Map.of(), asOf, asOf, 1, 1, new ObjectMapper().readTree(answer), "")));
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
