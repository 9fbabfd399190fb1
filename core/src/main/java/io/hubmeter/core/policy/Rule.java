package io.hubmeter.core.policy;

import io.hubmeter.core.quota.Limit;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Limits of a group, a user or everybody else.
 *
 * @param hubs the hubs it holds for; empty for all. Hubs of one realm share quotas, so a rule names all of a realm or none
 * @param enforce false to only observe: the limits never refuse or stop a server by themselves
 * @param limits at most one for each resource and window
 */
public record Rule(SortedSet<String> hubs, boolean enforce, List<Limit> limits) {
    /** Keeps its own copies. */
    public Rule {
        hubs = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(hubs));
        limits = List.copyOf(limits);
    }

    /** Limits that are enforced on every hub. */
    public static Rule of(List<Limit> limits) {
        return new Rule(new TreeSet<>(), true, limits);
    }
}
