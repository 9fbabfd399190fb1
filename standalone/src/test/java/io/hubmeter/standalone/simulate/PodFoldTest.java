package io.hubmeter.standalone.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubmeter.core.metering.AccountId;
import io.hubmeter.schemas.avro.Heartbeat;
import io.hubmeter.schemas.avro.PodOp;
import io.hubmeter.schemas.avro.PodRecord;
import io.hubmeter.schemas.avro.PodState;
import io.hubmeter.schemas.avro.SnapshotCompleted;
import io.hubmeter.schemas.avro.SnapshotStarted;
import io.hubmeter.schemas.avro.Source;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PodFoldTest {
    private static final AccountId ANA = AccountId.parse("hub/ana");
    private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
    private static final Source SOURCE = new Source("kubernetes/it", "jupyter", 1L, null);

    @Test
    void aPodThatASnapshotDoesNotListEndedWhenItsSourceWasLastHeardBefore() {
        PodFold fold = new PodFold(account -> true, START, 100);
        fold.add(0, "hub/ana", pod("gone", null));
        fold.add(0, "hub/ana", pod("stays", null));
        fold.add(0, "", message(new Heartbeat(List.of("hub")), 60));
        fold.add(0, "", message(new SnapshotStarted(7L), 300));
        fold.add(0, "hub/ana", pod("gone", null));
        fold.add(0, "hub/ana", listed("stays", 7));
        fold.add(0, "", message(new SnapshotCompleted(7L), 301));
        assertThat(fold.pods(ANA))
                .extracting(pod -> pod.uid() + " " + pod.end())
                .containsExactlyInAnyOrder("gone " + START.plusSeconds(60), "stays null");
    }

    @Test
    void aSnapshotOfAnotherPartitionOrSourceSaysNothing() {
        PodFold fold = new PodFold(account -> true, START, 100);
        fold.add(0, "hub/ana", pod("one", null));
        fold.add(1, "", message(new SnapshotStarted(7L), 300));
        fold.add(1, "", message(new SnapshotCompleted(7L), 301));
        assertThat(fold.pods(ANA)).extracting(pod -> pod.end()).containsOnlyNulls();
    }

    @Test
    void podsThatAreNotNeededMakeRoomAndTooManyOthersAreRefused() {
        PodFold fold = new PodFold(account -> true, START.plusSeconds(1_000), 20);
        for (int i = 0; i < 200; i++) {
            fold.add(0, "hub/ana", pod("past-" + i, START.plusSeconds(10)));
        }
        assertThat(fold.pods(ANA)).hasSizeLessThanOrEqualTo(20);
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 200; i++) {
                        fold.add(0, "hub/ana", pod("open-" + i, null));
                    }
                })
                .isInstanceOf(TooMuchHistory.class)
                .hasMessageStartingWith("hubmeter.pods: found more than 18 changes of pods");
    }

    @Test
    void whatTheTopologyRefusesIsLeftOut() {
        PodFold fold = new PodFold(account -> true, START, 100);
        fold.add(0, "hub/bob", pod("one", null));
        fold.add(0, null, pod("two", null));
        assertThat(fold.accounts()).isEmpty();
    }

    private static PodRecord pod(String uid, @Nullable Instant end) {
        PodState state = new PodState(
                uid,
                "jupyter",
                uid,
                "hub",
                "ana",
                "",
                Map.of("cpu", new BigDecimal("1.000000")),
                START,
                START,
                end,
                false,
                null);
        return new PodRecord(PodOp.u, null, state, null, SOURCE, START.plusSeconds(30));
    }

    private static PodRecord listed(String uid, long snapshot) {
        PodRecord told = pod(uid, null);
        Source source = new Source(SOURCE.getName(), SOURCE.getNamespace(), 1L, snapshot);
        return new PodRecord(PodOp.r, null, told.getAfter(), null, source, told.getObservedAt());
    }

    private static PodRecord message(Object message, int seconds) {
        return new PodRecord(PodOp.m, null, null, message, SOURCE, START.plusSeconds(seconds));
    }
}
