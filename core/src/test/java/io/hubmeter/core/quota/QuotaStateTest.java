package io.hubmeter.core.quota;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.core.metering.ExactInstant;
import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.Reading;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.metering.Timeline;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Cases that random histories do not draw. */
class QuotaStateTest {
    private static final Instant START = Instant.ofEpochMilli(0);
    private static final Instant LONG_AGO = Instant.ofEpochMilli(-1_000_000_000L);
    private static final List<Integer> NONE = List.of();
    private static final QuotaEvent.Cause POLICY = QuotaEvent.Cause.POLICY_CHANGED;
    private static final int FLICKERS = 3 * UsageCurve.MAX_PIECES;

    /** A search is bounded in its pieces; what one search leaves is the next one's, not nobody's. */
    @Test
    void oneHeartbeatTellsACrossingBehindMorePiecesThanOneSearchWalks() {
        Timeline timeline = flickering();
        QuotaState state = fresh(limit(FLICKERS / 2 - 1), timeline);

        QuotaState.Outcome outcome = state.advance(timeline, Instant.ofEpochMilli(2L * FLICKERS), NONE);

        assertThat(outcome.events())
                .singleElement()
                .satisfies(event -> assertThat(event.crossedAt()).isEqualTo(ExactInstant.ofEpochMs(FLICKERS - 3)));
    }

    @Test
    void anExcessBehindMorePiecesThanOneSearchWalksIsAmendedExactly() {
        Timeline timeline = flickering();
        QuotaState state = fresh(limit(2), timeline)
                .relimited(List.of(limit(2)), NONE, timeline, null, START, POLICY)
                .state();
        Instant clock = Instant.ofEpochMilli(FLICKERS);

        QuotaState.Outcome outcome = state.changed(timeline, START, clock, LONG_AGO, NONE);

        assertThat(outcome.events())
                .singleElement()
                .satisfies(event -> assertThat(event.crossedAt()).isEqualTo(ExactInstant.ofEpochMs(3)));
    }

    @Test
    void aRemovedLimitIsRestoredByThePolicy() {
        Timeline timeline = flickering();
        Instant clock = Instant.ofEpochMilli(FLICKERS);
        QuotaState exceeded =
                fresh(limit(2), timeline).advance(timeline, clock, NONE).state();

        QuotaState.Outcome outcome = exceeded.relimited(List.of(), NONE, timeline, clock, START, POLICY);

        assertThat(outcome.state().limits()).isEmpty();
        assertThat(outcome.events()).singleElement().isInstanceOfSatisfying(QuotaEvent.Restored.class, restored -> {
            assertThat(restored.cause()).isEqualTo(QuotaEvent.Cause.POLICY_CHANGED);
            assertThat(restored.restoredAt()).isEqualTo(ExactInstant.ofEpochMs(FLICKERS));
        });
    }

    @Test
    void aStartedPodRepeatsEveryOngoingExcess() {
        Timeline timeline = flickering();
        QuotaState exceeded = fresh(limit(2), timeline)
                .advance(timeline, Instant.ofEpochMilli(FLICKERS), NONE)
                .state();

        assertThat(exceeded.onPodStarted(timeline, Instant.ofEpochMilli(FLICKERS)))
                .singleElement()
                .isInstanceOfSatisfying(QuotaEvent.Exceeded.class, again -> {
                    assertThat(again.cause()).isEqualTo(QuotaEvent.Cause.STARTED_WHILE_EXCEEDED);
                    assertThat(again.crossedAt()).isEqualTo(ExactInstant.ofEpochMs(3));
                });
        assertThat(fresh(limit(FLICKERS), timeline).onPodStarted(timeline, START))
                .isEmpty();
    }

    private static QuotaState fresh(Limit limit, Timeline timeline) {
        return QuotaState.NONE
                .relimited(List.of(limit), NONE, timeline, null, START, POLICY)
                .state();
    }

    private static Limit limit(int amount) {
        return new Limit(Resource.CPU, BigInteger.valueOf(amount), Duration.ofDays(1));
    }

    /** Held in every other millisecond: at an even instant t, t/2 was used. */
    private static Timeline flickering() {
        Timeline timeline = new Timeline();
        for (int ms = 0; ms < FLICKERS; ms++) {
            boolean held = ms % 2 == 0;
            timeline.putAll(List.of(new Reading(
                    Instant.ofEpochMilli(ms),
                    cpu((ms + 1) / 2),
                    cpu(held ? 0 : 1),
                    cpu(held ? 1 : 0),
                    held ? 1 : 0,
                    ms + 1,
                    0,
                    false)));
        }
        return timeline;
    }

    private static Quantities cpu(long micros) {
        return Quantities.of(Resource.CPU, BigInteger.valueOf(micros));
    }
}
