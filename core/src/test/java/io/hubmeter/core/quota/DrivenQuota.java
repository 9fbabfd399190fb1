package io.hubmeter.core.quota;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.core.bruteforce.BruteForce;
import io.hubmeter.core.bruteforce.Fraction;
import io.hubmeter.core.bruteforce.Transition;
import io.hubmeter.core.metering.ExactInstant;
import io.hubmeter.core.metering.Replay;
import io.hubmeter.core.metering.Told;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The quota of one account, driven as the topology drives it, and compared with brute force at every step. */
final class DrivenQuota {
    static final String ACCOUNT = "hub/ana";
    private static final Instant FLOOR = Instant.ofEpochMilli(-1_000_000_000_000_000L);

    private final Instant firstReadingAt;
    private final Replay replay = new Replay();
    private final List<Told> heard = new ArrayList<>();
    private final List<QuotaEvent> said = new ArrayList<>();
    private final Map<Limit, Boolean> overByWords = new HashMap<>();
    private QuotaState state;
    private @Nullable Instant clock;
    private boolean policyChanged;

    DrivenQuota(List<Limit> limits, long firstMs) {
        firstReadingAt = Instant.ofEpochMilli(firstMs);
        state = QuotaState.NONE
                .relimited(limits, replay.timeline(), null, firstReadingAt)
                .state();
    }

    long clockMs() {
        return clock == null ? firstReadingAt.toEpochMilli() : clock.toEpochMilli();
    }

    /** Takes in an observation that changes nothing before the clock, so there is nothing to say of it. */
    void observeInTime(Told told) {
        assertThat(observe(told)).as("said of %s", told).isEmpty();
    }

    /** Takes in an observation, perhaps one that comes late; what was said of it. */
    List<QuotaEvent> observe(Told told) {
        heard.add(told);
        Instant from = replay.observe(told, FLOOR);
        if (from == null) {
            return List.of();
        }
        List<QuotaEvent> events = take(state.changed(replay.timeline(), from, clock, FLOOR));
        checkState();
        return events;
    }

    /** Hears a heartbeat: what happened since the last one must be said, exactly. */
    void heartbeat(long heartbeatMs) {
        long sinceMs = clock == null ? Long.MIN_VALUE : clock.toEpochMilli();
        List<QuotaEvent> events = take(state.advance(replay.timeline(), Instant.ofEpochMilli(heartbeatMs)));
        clock = Instant.ofEpochMilli(heartbeatMs);
        for (LimitState limit : state.limits()) {
            List<Transition> expected = transitions(limit.limit(), heartbeatMs).stream()
                    .filter(transition -> !transition.at().isBefore(sinceMs))
                    .toList();
            assertThat(events.stream()
                            .filter(event -> event.limit().equals(limit.limit()))
                            .map(DrivenQuota::transition))
                    .as("said of %s at the heartbeat %d after %d", limit.limit(), heartbeatMs, sinceMs)
                    .containsExactlyElementsOf(expected);
        }
        assertThat(events.stream().map(event -> transition(event).at()))
                .as("order of what is said")
                .isSortedAccordingTo(Comparator.naturalOrder());
        checkState();
    }

    /** Takes other limits: each must be over afterwards exactly if usage is. */
    void relimit(List<Limit> limits) {
        policyChanged = true;
        List<QuotaEvent> events = take(state.relimited(limits, replay.timeline(), clock, firstReadingAt));
        assertThat(events).allSatisfy(event -> assertThat(cause(event)).isEqualTo(QuotaEvent.Cause.POLICY_CHANGED));
        assertThat(state.limits().stream().map(LimitState::limit))
                .containsExactlyElementsOf(
                        limits.stream().filter(limit -> !limit.isUnlimited()).toList());
        checkState();
    }

    /** Everything that brute force finds in the whole history was said, and nothing else. */
    void checkAllWasSaid() {
        for (LimitState limit : state.limits()) {
            assertThat(said.stream()
                            .filter(event -> event.limit().equals(limit.limit()))
                            .map(DrivenQuota::transition))
                    .as("all that was said of %s", limit.limit())
                    .containsExactlyElementsOf(transitions(limit.limit(), clockMs()));
        }
    }

    private List<QuotaEvent> take(QuotaState.Outcome outcome) {
        state = outcome.state();
        said.addAll(outcome.events());
        outcome.events().forEach(this::checkWords);
        return outcome.events();
    }

    /** Exceeded and Restored take turns, but for amendments of the same excess. */
    private void checkWords(QuotaEvent event) {
        Limit subject = new Limit(event.limit().resource(), null, event.limit().window());
        boolean over = overByWords.getOrDefault(subject, false);
        switch (event) {
            case QuotaEvent.Exceeded exceeded -> {
                boolean amendment = exceeded.cause() == QuotaEvent.Cause.AMENDED && exceeded.revision() > 0;
                assertThat(over).as("over before %s", event).isEqualTo(amendment);
            }
            case QuotaEvent.Restored restored -> {
                assertThat(over).as("over before %s", event).isTrue();
                assertThat(restored.restoredAt()).as("end of %s", event).isGreaterThanOrEqualTo(restored.crossedAt());
            }
        }
        overByWords.put(subject, event instanceof QuotaEvent.Exceeded);
    }

    /** The state is what brute force says of the instant before the clock, and no transition comes before it is looked at. */
    private void checkState() {
        long nowMs = clock == null ? Long.MIN_VALUE : clock.toEpochMilli();
        for (LimitState limit : state.limits()) {
            List<Transition> all = transitions(limit.limit(), horizonMs(limit.limit()));
            Transition last = null;
            Transition next = null;
            for (Transition transition : all) {
                if (transition.at().isBefore(nowMs)) {
                    last = transition;
                } else if (next == null) {
                    next = transition;
                }
            }
            Excess excess = limit.excess();
            assertThat(excess != null)
                    .as("whether %s is exceeded before %d", limit.limit(), nowMs)
                    .isEqualTo(last != null && last.up());
            if (excess != null && last != null && !policyChanged) {
                assertThat(fraction(excess.crossedAt()))
                        .as("excess of %s before %d", limit.limit(), nowMs)
                        .isEqualTo(last.at());
            }
            if (next != null) {
                assertThat(limit.lookAt().equals(Instant.MAX)
                                || next.at().isBefore(limit.lookAt().toEpochMilli()))
                        .as("%s of %s comes before it is looked at, %s", next, limit.limit(), limit.lookAt())
                        .isFalse();
            }
        }
    }

    private long horizonMs(Limit limit) {
        BruteForce bruteForce = bruteForce();
        long lastMs = bruteForce.changes().isEmpty()
                ? clockMs()
                : Math.max(clockMs(), bruteForce.changes().last());
        return lastMs + 2 * limit.window().toMillis() + 1;
    }

    private List<Transition> transitions(Limit limit, long untilMs) {
        BigInteger amount = Objects.requireNonNull(limit.amount());
        return bruteForce()
                .transitions(limit.resource().name(), amount, limit.window().toMillis(), untilMs);
    }

    private BruteForce bruteForce() {
        return new BruteForce(Told.pods(ACCOUNT, heard), ACCOUNT);
    }

    private static Transition transition(QuotaEvent event) {
        return switch (event) {
            case QuotaEvent.Exceeded exceeded -> new Transition(true, fraction(exceeded.crossedAt()));
            case QuotaEvent.Restored restored -> new Transition(false, fraction(restored.restoredAt()));
        };
    }

    private static QuotaEvent.Cause cause(QuotaEvent event) {
        return switch (event) {
            case QuotaEvent.Exceeded exceeded -> exceeded.cause();
            case QuotaEvent.Restored restored -> restored.cause();
        };
    }

    private static Fraction fraction(ExactInstant instant) {
        return new Fraction(instant.numerator(), instant.denominator());
    }
}
