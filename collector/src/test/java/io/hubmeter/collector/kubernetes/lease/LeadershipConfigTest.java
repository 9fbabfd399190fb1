package io.hubmeter.collector.kubernetes.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LeadershipConfigTest {

    @Test
    void byDefaultAnotherLeadsWithinTwentySeconds() {
        assertThat(LeadershipConfig.of("hubmeter", "collector", "a").longestTakeover())
                .isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void aLeaderMustGiveUpBeforeTheOthersTakeOver() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> config(Duration.ofSeconds(8), Duration.ofSeconds(8), Duration.ofSeconds(1)))
                .withMessage("lease duration PT8S must be longer than renew deadline PT8S");
    }

    @Test
    void aLeaderMustHaveTimeToTryAgain() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> config(Duration.ofSeconds(8), Duration.ofSeconds(4), Duration.ofSeconds(2)))
                .withMessageContaining("renew deadline PT4S must be at least 3 times retry period PT2S");
    }

    @Test
    void aLeaseHasWholeSeconds() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> config(Duration.ofMillis(2500), Duration.ofSeconds(2), Duration.ofMillis(100)))
                .withMessage("lease duration PT2.5S must be in whole seconds");
    }

    private static LeadershipConfig config(Duration lease, Duration renew, Duration retry) {
        return new LeadershipConfig("hubmeter", "collector", "a", lease, renew, retry);
    }
}
