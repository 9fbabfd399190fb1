package io.hubmeter.standalone.audit;

import io.hubmeter.core.usage.Period;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which periods of an account can be compared, and why others cannot. */
final class Bounds {
    private final Instant from;
    private final Instant until;
    private final List<Gap> gaps = new ArrayList<>();

    /** Everything within {@code [from, until)}. */
    Bounds(Instant from, Instant until) {
        this.from = from;
        this.until = until;
    }

    /** A time of which what was recorded tells too little. */
    record Gap(Instant from, Instant until, String why) {}

    void exclude(Gap gap) {
        gaps.add(gap);
    }

    /** Whether somebody asked for a period. */
    boolean isWanted(Instant start, Period period) {
        return !start.isBefore(from) && !start.plus(period.length()).isAfter(until);
    }

    /** Why a period cannot be compared; null if it can. */
    @Nullable
    String problem(Instant start, Period period) {
        Instant end = start.plus(period.length());
        return gaps.stream()
                .filter(gap -> start.isBefore(gap.until()) && gap.from().isBefore(end))
                .map(Gap::why)
                .findFirst()
                .orElse(null);
    }

    /** Where the last gap ends; null if there is none. */
    @Nullable
    Instant lastGapEnds() {
        return gaps.stream().map(Gap::until).max(Instant::compareTo).orElse(null);
    }

    Instant from() {
        return from;
    }
}
