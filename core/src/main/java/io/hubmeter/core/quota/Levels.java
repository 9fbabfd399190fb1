package io.hubmeter.core.quota;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The levels of one limit, counted from zero, and the states that some of them have.
 *
 * @param percents ascending; the last is the whole
 * @param known the states, by ascending level; may hold levels that are none any more
 */
record Levels(Limit limit, List<Integer> percents, List<LimitState> known) {

    /** A limit of zero has no part that could be reached before it is. */
    static Levels of(Limit limit, List<Integer> warnings, List<LimitState> known) {
        List<Integer> percents = new ArrayList<>();
        if (!java.math.BigInteger.ZERO.equals(limit.amount())) {
            percents.addAll(warnings);
        }
        percents.add(LimitState.WHOLE);
        return new Levels(limit, percents, known);
    }

    int last() {
        return percents.size() - 1;
    }

    /** The state of the lowest level that has one. */
    LimitState first() {
        return known.getFirst();
    }

    /** The state of a level; null if it has none. */
    @Nullable
    LimitState known(int level) {
        return known.stream()
                .filter(state -> state.percent() == percents.get(level))
                .findFirst()
                .orElse(null);
    }

    boolean isKnown(LimitState state) {
        return known.contains(state);
    }

    LimitState fresh(int level, Instant from) {
        return LimitState.fresh(limit, percents.get(level), from);
    }

    /**
     * The states of the levels that are reached, and of the one above them, each after a step from its state before, or from a
     * new one. Levels further up take the step too if they were reached, so that their end is said.
     */
    List<LimitState> climbed(UnaryOperator<LimitState> step, IntFunction<LimitState> fresh) {
        List<LimitState> climbed = new ArrayList<>();
        for (int level = 0; level <= last(); level++) {
            LimitState state = known(level);
            boolean isAbove = !climbed.isEmpty() && climbed.getLast().excess() == null;
            if (isAbove) {
                if (state != null && state.excess() != null) {
                    var _ = step.apply(state);
                }
            } else {
                climbed.add(step.apply(state == null ? fresh.apply(level) : state));
            }
        }
        return climbed;
    }
}
