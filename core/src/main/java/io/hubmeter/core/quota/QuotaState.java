package io.hubmeter.core.quota;

import io.hubmeter.core.metering.ExactInstant;
import io.hubmeter.core.metering.MeterHistory;
import io.hubmeter.core.metering.Reading;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What was last said of every limit of one account.
 *
 * <p>Each method answers what to say now and the state that follows. Time is never read, only given: the clock is the time
 * heard from the sources, up to which every event of the account is known.
 *
 * @param limits one state for each limit that is not unlimited
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
        return limits.stream().anyMatch(state -> state.excess() != null);
    }

    /** Everything that happened before an instant, up to which the history is known. */
    public Outcome advance(MeterHistory history, Instant to) {
        List<QuotaEvent> events = new ArrayList<>();
        List<LimitState> next = new ArrayList<>(limits.size());
        for (LimitState limit : limits) {
            next.add(limit.lookAt().isBefore(to) ? limit.advance(history, to, events) : limit);
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
     */
    public Outcome changed(MeterHistory history, Instant from, @Nullable Instant clock, Instant floor) {
        Reading newest = history.latest();
        if (newest == null) {
            return new Outcome(this, List.of());
        }
        List<QuotaEvent> events = new ArrayList<>();
        List<LimitState> next = new ArrayList<>(limits.size());
        Instant saidUpTo = clock != null && from.isBefore(clock) ? clock : null;
        for (LimitState limit : limits) {
            LimitState within = limit.stillWithin(from, newest, saidUpTo == null ? from : saidUpTo);
            if (within != null) {
                next.add(within);
            } else if (saidUpTo != null) {
                next.add(limit.review(history, from, saidUpTo, floor, events));
            } else {
                next.add(limit.excess() == null ? limit.lookedAtFrom(from) : limit);
            }
        }
        return new Outcome(new QuotaState(next), events);
    }

    /**
     * What follows from other limits.
     *
     * @param clock up to when something was said already; null if nothing was
     * @param firstReadingAt where the account's history begins
     */
    public Outcome relimited(
            List<Limit> changed, MeterHistory history, @Nullable Instant clock, Instant firstReadingAt) {
        List<QuotaEvent> events = new ArrayList<>();
        List<LimitState> next = new ArrayList<>();
        for (Limit limit : changed) {
            if (!limit.isUnlimited()) {
                LimitState known = find(limit).orElse(null);
                if (known != null && known.limit().equals(limit)) {
                    next.add(known);
                } else {
                    LimitState fresh = LimitState.fresh(limit, firstReadingAt);
                    next.add(
                            clock == null
                                    ? fresh
                                    : (known == null ? fresh : known).relimited(limit, history, clock, events));
                }
            }
        }
        for (LimitState gone : limits) {
            Excess excess = gone.excess();
            if (excess != null
                    && clock != null
                    && next.stream().noneMatch(s -> s.limit().hasSameSubjectAs(gone.limit()))) {
                events.add(new QuotaEvent.Restored(
                        gone.limit(),
                        excess.crossedAt(),
                        ExactInstant.ofEpochMs(clock.toEpochMilli()),
                        QuotaEvent.Cause.POLICY_CHANGED,
                        gone.anchorUsed()));
            }
        }
        return new Outcome(new QuotaState(next), events);
    }

    private Optional<LimitState> find(Limit limit) {
        return limits.stream()
                .filter(state -> state.limit().hasSameSubjectAs(limit))
                .findFirst();
    }

    /** What to say when a pod starts: every ongoing excess again. */
    public List<QuotaEvent> onPodStarted() {
        List<QuotaEvent> events = new ArrayList<>();
        for (LimitState state : limits) {
            Excess excess = state.excess();
            if (excess != null) {
                events.add(new QuotaEvent.Exceeded(
                        state.limit(),
                        excess.crossedAt(),
                        excess.revision(),
                        QuotaEvent.Cause.STARTED_WHILE_EXCEEDED,
                        state.anchorUsed()));
            }
        }
        return events;
    }
}
