package io.hubmeter.core.quota;

import io.hubmeter.core.metering.ExactInstant;
import io.hubmeter.core.metering.MeterHistory;
import io.hubmeter.core.metering.Reading;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What was last said of every limit of one account.
 *
 * <p>Each method answers what to say now and the state that follows. Time is never read, only given: the clock is the time
 * heard from the sources, up to which every event of the account is known.
 *
 * <p>A limit has levels: the percentages at which warnings are due, and the whole. Whoever has not reached one has not reached
 * a higher one either, so of each limit only the levels that are reached have a state, and the one above them.
 *
 * @param limits for each limit that is not unlimited one state or more, by ascending level
 */
public record QuotaState(List<LimitState> limits) {
    /** An account that no limit applies to. */
    public static final QuotaState NONE = new QuotaState(List.of());

    /** Keeps the list to itself. */
    public QuotaState {
        limits = List.copyOf(limits);
    }

    /** The next state and what to say, in the order in which it happened. */
    public record Outcome(QuotaState state, List<QuotaEvent> events) {}

    /** When to look again if nothing happens until then; {@link Instant#MAX} if never. */
    public Instant lookAt() {
        return limits.stream().map(LimitState::lookAt).min(Instant::compareTo).orElse(Instant.MAX);
    }

    /** Whether some limit is exceeded. */
    public boolean isExceeded() {
        return limits.stream().anyMatch(state -> state.isWhole() && state.excess() != null);
    }

    /**
     * Everything that happened before an instant, up to which the history is known.
     *
     * @param warnings percentages of each limit at which a warning is due, ascending
     */
    public Outcome advance(MeterHistory history, Instant to, List<Integer> warnings) {
        List<QuotaEvent> events = new ArrayList<>();
        List<LimitState> next = new ArrayList<>(limits.size());
        for (Limit limit : subjects()) {
            Levels levels = levels(limit, warnings);
            LimitState state = levels.first();
            for (int level = 0; ; level++) {
                int said = events.size();
                LimitState advanced = state.lookAt().isBefore(to) ? state.advance(history, to, events) : state;
                boolean wasReached = state.excess() != null || events.size() > said;
                boolean isReached = advanced.excess() != null;
                if (level == 0 || next.getLast().excess() != null) {
                    next.add(advanced);
                }
                if (!(wasReached || isReached) || level == levels.last()) {
                    break;
                }
                LimitState above = levels.known(level + 1);
                // Before this level was looked at, the one above it could not be reached.
                state = above == null ? levels.fresh(level + 1, state.lookAt()) : above;
            }
        }
        events.sort(Comparator.comparing(QuotaEvent::happenedAt));
        return new Outcome(new QuotaState(next), events);
    }

    /**
     * What follows from a change of the history.
     *
     * @param from the first instant at which a reading is new or amended
     * @param clock up to when something was said already; null if nothing was
     * @param floor the oldest instant at which usage can be told
     * @param warnings percentages of each limit at which a warning is due, ascending
     */
    public Outcome changed(
            MeterHistory history, Instant from, @Nullable Instant clock, Instant floor, List<Integer> warnings) {
        Reading newest = history.latest();
        if (newest == null) {
            return new Outcome(this, List.of());
        }
        List<QuotaEvent> events = new ArrayList<>();
        List<LimitState> next = new ArrayList<>(limits.size());
        Instant saidUpTo = clock != null && from.isBefore(clock) ? clock : null;
        for (Limit limit : subjects()) {
            Levels levels = levels(limit, warnings);
            LimitState within = levels.first().stillWithin(from, newest, saidUpTo == null ? from : saidUpTo);
            if (within != null) {
                next.add(within);
            } else if (saidUpTo == null) {
                levels.known().forEach(state -> next.add(state.excess() == null ? state.lookedAtFrom(from) : state));
            } else {
                next.addAll(levels.climbed(
                        state -> state.review(history, from, saidUpTo, floor, events),
                        level -> levels.fresh(level, from)));
            }
        }
        return new Outcome(new QuotaState(next), events);
    }

    /**
     * What follows from other limits, or other percentages.
     *
     * @param warnings percentages of each limit at which a warning is due, ascending
     * @param clock up to when something was said already; null if nothing was
     * @param firstReadingAt where the account's history begins
     * @param cause what changed them
     */
    public Outcome relimited(
            List<Limit> changed,
            List<Integer> warnings,
            MeterHistory history,
            @Nullable Instant clock,
            Instant firstReadingAt,
            QuotaEvent.Cause cause) {
        List<QuotaEvent> events = new ArrayList<>();
        List<LimitState> next = new ArrayList<>();
        for (Limit limit : changed) {
            if (!limit.isUnlimited()) {
                Levels levels = levels(limit, warnings);
                next.addAll(levels.climbed(
                        state -> {
                            if (levels.isKnown(state) && state.limit().equals(limit)) {
                                return state;
                            }
                            return clock == null
                                    ? LimitState.fresh(limit, state.percent(), firstReadingAt)
                                    : state.relimited(limit, history, clock, cause, events);
                        },
                        level -> levels.fresh(level, firstReadingAt)));
            }
        }
        for (LimitState gone : limits) {
            Excess excess = gone.excess();
            if (gone.isWhole()
                    && excess != null
                    && clock != null
                    && next.stream().noneMatch(s -> s.limit().hasSameSubjectAs(gone.limit()))) {
                events.add(new QuotaEvent.Restored(
                        gone.limit(),
                        excess.crossedAt(),
                        ExactInstant.ofEpochMs(clock.toEpochMilli()),
                        cause,
                        gone.anchorUsed()));
            }
        }
        return new Outcome(new QuotaState(next), events);
    }

    /**
     * What to say when a pod starts: every ongoing excess again.
     *
     * @param at the instant for which usage is told
     */
    public List<QuotaEvent> onPodStarted(MeterHistory history, Instant at) {
        return limits.stream()
                .map(state -> state.again(history, at))
                .filter(Objects::nonNull)
                .toList();
    }

    /** The limits that have states, each once, in the order of the states. */
    private List<Limit> subjects() {
        return limits.stream().map(LimitState::limit).distinct().toList();
    }

    private Levels levels(Limit limit, List<Integer> warnings) {
        List<LimitState> known = limits.stream()
                .filter(state -> state.limit().hasSameSubjectAs(limit))
                .toList();
        return Levels.of(limit, warnings, known);
    }
}
