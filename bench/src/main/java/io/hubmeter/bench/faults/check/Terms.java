package io.hubmeter.bench.faults.check;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one policy says.
 *
 * @param hash what answers and events call it
 * @param limits of everybody in none of the groups; at most one for each resource and window
 * @param groups by group, limits in place of those of the same resource; of several groups the greatest counts
 * @param shortestRunMs how long the limits must last for a server to start
 * @param freshnessBoundMs how old the newest news may be
 */
public record Terms(
        String hash, List<Limit> limits, Map<String, List<Limit>> groups, long shortestRunMs, long freshnessBoundMs) {
    /** Keeps its own lists. */
    public Terms {
        limits = List.copyOf(limits);
        groups = Map.copyOf(groups);
    }

    @Nullable
    Limit limit(String resource, BigDecimal windowSeconds) {
        long windowMs = windowSeconds.movePointRight(3).longValueExact();
        return limit(resource, windowMs);
    }

    @Nullable
    Limit limit(String resource, long windowMs) {
        return find(limits, resource, windowMs);
    }

    private static @Nullable Limit find(List<Limit> among, String resource, long windowMs) {
        return among.stream()
                .filter(limit -> limit.resource().equals(resource) && limit.windowMs() == windowMs)
                .findFirst()
                .orElse(null);
    }

    /** The limits of whoever is in some groups. Each group that speaks of a resource speaks of all its windows. */
    List<Limit> of(List<String> groupsOfAccount) {
        return limits.stream()
                .map(byDefault -> {
                    Map<String, Limit> said = new HashMap<>();
                    for (String group : groupsOfAccount) {
                        Limit limit =
                                find(groups.getOrDefault(group, List.of()), byDefault.resource(), byDefault.windowMs());
                        if (limit != null) {
                            said.put(group, limit);
                        }
                    }
                    return said.values().stream()
                            .max((a, b) -> a.amount().compareTo(b.amount()))
                            .orElse(byDefault);
                })
                .toList();
    }
}
