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
    private final List<Integer> warnings;
    private final Replay replay = new Replay();
    private final List<Told> heard = new ArrayList<>();
    private final List<QuotaEvent> said = new ArrayList<>();
    private final Map<Limit, Boolean> overByWords = new HashMap<>();
    private QuotaState state;
    private @Nullable Instant clock;
    private boolean policyChanged;

    DrivenQuota(List<Limit> limits, List<Integer> warnings, long firstMs) {
        this.firstReadingAt = Instant.ofEpochMilli(firstMs);
        this.warnings = warnings;
        this.state = QuotaState.NONE
                .relimited(limits, warnings, replay.timeline(), null, firstReadingAt, QuotaEvent.Cause.POLICY_CHANGED)
                .state();
    }

    /** A limit, and a percentage of it. */
    private record Level(Limit limit, int percent) {
        BigInteger amount() {
            BigInteger parts = Objects.requireNonNull(limit.amount()).multiply(BigInteger.valueOf(percent));
            BigInteger[] whole = parts.divideAndRemainder(BigInteger.valueOf(100));
            return whole[1].signum() == 0 ? whole[0] : whole[0].add(BigInteger.ONE);
        }
    }

    /** The levels of each limit, from the lowest up. */
    private List<List<Level>> levels() {
        return state.limits().stream()
                .map(LimitState::limit)
                .distinct()
                .map(limit -> {
                    List<Level> levels = new ArrayList<>();
                    if (Objects.requireNonNull(limit.amount()).signum() > 0) {
                        warnings.forEach(percent -> levels.add(new Level(limit, percent)));
                    }
                    levels.add(new Level(limit, 100));
                    return levels;
                })
                .toList();
    }

    private static boolean isAbout(QuotaEvent event, Level level) {
        int percent = event instanceof QuotaEvent.Warned warned ? warned.percent() : 100;
        return event.limit().equals(level.limit()) && percent == level.percent();
    }

    /** The transitions that are said: all of the limit itself, the ways up of a warning. */
    private List<Transition> expected(Level level, long sinceMs, long untilMs) {
        return transitions(level, untilMs).stream()
                .filter(transition -> !transition.at().isBefore(sinceMs))
                .filter(transition -> level.percent() == 100 || transition.up())
                .toList();
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
        List<QuotaEvent> events = take(state.changed(replay.timeline(), from, clock, FLOOR, warnings));
        checkState();
        return events;
    }

    /** Hears a heartbeat: what happened since the last one must be said, exactly. */
    void heartbeat(long heartbeatMs) {
        long sinceMs = clock == null ? Long.MIN_VALUE : clock.toEpochMilli();
        List<QuotaEvent> events = take(state.advance(replay.timeline(), Instant.ofEpochMilli(heartbeatMs), warnings));
        clock = Instant.ofEpochMilli(heartbeatMs);
        levels().stream()
                .flatMap(List::stream)
                .forEach(level -> assertThat(events.stream()
                                .filter(event -> isAbout(event, level))
                                .map(DrivenQuota::transition))
                        .as("said of %s at the heartbeat %d after %d", level, heartbeatMs, sinceMs)
                        .containsExactlyElementsOf(expected(level, sinceMs, heartbeatMs)));
        assertThat(events.stream().map(event -> transition(event).at()))
                .as("order of what is said")
                .isSortedAccordingTo(Comparator.naturalOrder());
        checkState();
    }

    /** Takes other limits: each must be over afterwards exactly if usage is. */
    void relimit(List<Limit> limits) {
        policyChanged = true;
        QuotaEvent.Cause cause = QuotaEvent.Cause.POLICY_CHANGED;
        List<QuotaEvent> events =
                take(state.relimited(limits, warnings, replay.timeline(), clock, firstReadingAt, cause));
        assertThat(events).allSatisfy(event -> assertThat(event.cause()).isEqualTo(cause));
        assertThat(state.limits().stream().map(LimitState::limit).distinct())
                .containsExactlyElementsOf(
                        limits.stream().filter(limit -> !limit.isUnlimited()).toList());
        checkState();
    }

    /** Everything that brute force finds in the whole history was said, and nothing else. */
    void checkAllWasSaid() {
        levels().stream()
                .flatMap(List::stream)
                .forEach(level -> assertThat(said.stream()
                                .filter(event -> isAbout(event, level))
                                .map(DrivenQuota::transition))
                        .as("all that was said of %s", level)
                        .containsExactlyElementsOf(expected(level, Long.MIN_VALUE, clockMs())));
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
            case QuotaEvent.Warned warned -> {
                return;
            }
        }
        overByWords.put(subject, event instanceof QuotaEvent.Exceeded);
    }

    /** The state is what brute force says of the instant before the clock, and no transition comes before it is looked at. */
    private void checkState() {
        for (List<Level> levels : levels()) {
            Instant lookAt = Instant.MAX;
            for (Level level : levels) {
                LimitState known = state.limits().stream()
                        .filter(s -> s.limit().equals(level.limit()) && s.percent() == level.percent())
                        .findFirst()
                        .orElse(null);
                lookAt = known != null && known.lookAt().isBefore(lookAt) ? known.lookAt() : lookAt;
                checkLevel(level, known == null ? null : known.excess(), lookAt);
            }
        }
    }

    /** A level without a state is not reached, and is not before the one below it is looked at. */
    private void checkLevel(Level level, @Nullable Excess excess, Instant lookAt) {
        long nowMs = clock == null ? Long.MIN_VALUE : clock.toEpochMilli();
        Transition last = null;
        Transition next = null;
        for (Transition transition : transitions(level, horizonMs(level.limit()))) {
            if (transition.at().isBefore(nowMs)) {
                last = transition;
            } else if (next == null) {
                next = transition;
            }
        }
        assertThat(excess != null)
                .as("whether %s is exceeded before %d", level, nowMs)
                .isEqualTo(last != null && last.up());
        if (excess != null && last != null && !policyChanged) {
            assertThat(fraction(excess.crossedAt()))
                    .as("excess of %s before %d", level, nowMs)
                    .isEqualTo(last.at());
        }
        if (next != null) {
            assertThat(lookAt.equals(Instant.MAX) || next.at().isBefore(lookAt.toEpochMilli()))
                    .as("%s of %s comes before it is looked at, %s", next, level, lookAt)
                    .isFalse();
        }
    }

    private long horizonMs(Limit limit) {
        BruteForce bruteForce = bruteForce();
        long lastMs = bruteForce.changes().isEmpty()
                ? clockMs()
                : Math.max(clockMs(), bruteForce.changes().last());
        return lastMs + 2 * limit.window().toMillis() + 1;
    }

    private List<Transition> transitions(Level level, long untilMs) {
        Limit limit = level.limit();
        return bruteForce()
                .transitions(
                        limit.resource().name(), level.amount(), limit.window().toMillis(), untilMs);
    }

    private BruteForce bruteForce() {
        return new BruteForce(Told.pods(ACCOUNT, heard), ACCOUNT);
    }

    private static Transition transition(QuotaEvent event) {
        return switch (event) {
            case QuotaEvent.Exceeded exceeded -> new Transition(true, fraction(exceeded.crossedAt()));
            case QuotaEvent.Restored restored -> new Transition(false, fraction(restored.restoredAt()));
            case QuotaEvent.Warned warned -> new Transition(true, fraction(warned.crossedAt()));
        };
    }

    private static Fraction fraction(ExactInstant instant) {
        return new Fraction(instant.numerator(), instant.denominator());
    }
}
