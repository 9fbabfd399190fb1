package io.hubmeter.streams.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.streams.state.HostInfo;
import org.junit.jupiter.api.Test;

class LateInstancesTest {
    private static final HostInfo ONE = new HostInfo("one", 1);
    private static final HostInfo TWO = new HostInfo("two", 2);

    private final AtomicLong nowNs = new AtomicLong(Long.MAX_VALUE - 10);
    private final LateInstances late = new LateInstances(Duration.ofNanos(100), nowNs::get);

    @Test
    void whoWasLateIsSoForAWhile() {
        late.late(ONE);
        // The clock may pass its greatest number.
        nowNs.addAndGet(99);
        assertThat(late.isLate(ONE)).isTrue();
        assertThat(late.isLate(TWO)).isFalse();
        nowNs.addAndGet(1);
        assertThat(late.isLate(ONE)).isFalse();
    }

    @Test
    void whoAnswersIsNotLateAnyMore() {
        late.late(ONE);
        late.answered(ONE);
        assertThat(late.isLate(ONE)).isFalse();
    }

    @Test
    void onlySoManyAreRememberedAndThoseOfLongAgoMakeRoom() {
        for (int port = 1; port <= 1_000; port++) {
            late.late(new HostInfo("many", port));
        }
        late.late(ONE);
        assertThat(late.isLate(ONE)).isFalse();
        nowNs.addAndGet(100);
        late.late(ONE);
        assertThat(late.isLate(ONE)).isTrue();
    }
}
