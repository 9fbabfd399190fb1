package io.hubmeter.core.metering;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PodHistoryTest {
    private static PodObservation observed(
            long version, long observedS, long cores, @Nullable Long scheduledS, @Nullable Long ratesS) {
        return new PodObservation(
                version,
                Instant.ofEpochSecond(observedS),
                Quantities.of(Resource.CPU, BigInteger.valueOf(cores)),
                scheduledS == null ? null : Instant.ofEpochSecond(scheduledS),
                ratesS == null ? null : Instant.ofEpochSecond(ratesS),
                null);
    }

    /** A pod is seen before it has a node, by a collector whose clock is ahead of the cluster's, and resized soon after. */
    @Test
    void whatAPodHeldBeforeAResizeCountsThoughTheObserversClockWasAhead() {
        List<PodObservation> told = new ArrayList<>(List.of(
                observed(1, 120, 4, null, null), observed(2, 101, 4, 100L, null), observed(3, 105, 1, 100L, 105L)));
        for (long seed = 0; seed < 20; seed++) {
            PodHistory history = PodHistory.of(told.getFirst());
            for (PodObservation next : told.subList(1, told.size())) {
                history = history.plus(next);
            }
            assertThat(PodHistory.changes(null, history, Instant.EPOCH))
                    .as("in the order %s", told)
                    .extracting(change -> change.at().getEpochSecond())
                    .containsExactly(100L, 105L);
            Collections.shuffle(told, new Random(seed));
        }
    }
}
