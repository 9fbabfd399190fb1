package io.hubmeter.bench.faults.check;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What holds for every account.
 *
 * @param shortestRunMs how long the limits must last for a server to start
 * @param freshnessBoundMs how old the newest news may be
 */
public record Terms(List<Limit> limits, long shortestRunMs, long freshnessBoundMs) {
    /** Keeps its own list. */
    public Terms {
        limits = List.copyOf(limits);
    }

    @Nullable
    Limit limit(String resource, BigDecimal windowSeconds) {
        long windowMs = windowSeconds.movePointRight(3).longValueExact();
        return limit(resource, windowMs);
    }

    @Nullable
    Limit limit(String resource, long windowMs) {
        return limits.stream()
                .filter(limit -> limit.resource().equals(resource) && limit.windowMs() == windowMs)
                .findFirst()
                .orElse(null);
    }
}
