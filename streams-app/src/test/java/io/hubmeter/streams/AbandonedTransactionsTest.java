package io.hubmeter.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AbandonedTransactionsTest {
    private static final String ALIVE = "9fc2a1c1-c45a-4758-8b21-f6a11311452e";
    private static final String GONE = "8bffe393-65b9-42d0-adc0-d922d26e4eb9";

    private static Set<String> abandoned(String... open) {
        return AbandonedTransactions.abandoned(
                "hubmeter", List.of(open), List.of("hubmeter-" + ALIVE + "-StreamThread-1-consumer"));
    }

    @Test
    void thoseOfProcessesOutsideTheGroupAre() {
        assertThat(abandoned("hubmeter-" + ALIVE + "-1", "hubmeter-" + GONE + "-1", "hubmeter-" + GONE + "-2"))
                .containsExactlyInAnyOrder("hubmeter-" + GONE + "-1", "hubmeter-" + GONE + "-2");
    }

    /** The name of another application may begin with that of this one. */
    @Test
    void thoseOfOthersAreNot() {
        assertThat(abandoned(
                        "hubmeter-staging-" + GONE + "-1",
                        "hubmeter-1",
                        "hubmeter-" + GONE,
                        "hubmeter-" + GONE + "-1-copy",
                        "another-" + GONE + "-1"))
                .isEmpty();
    }
}
