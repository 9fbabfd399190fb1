package io.hubmeter.collector.policyfile;

import io.hubmeter.core.problem.Excerpt;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the hubs that a rule is for: names from the file's own list, all hubs of a realm or none. */
final class PolicyRuleHubs {
    private static final String EXPECTED = "names of hubs, at least one";

    private final PolicyHubs known;
    private final Problems problems;

    PolicyRuleHubs(PolicyHubs known, Problems problems) {
        this.known = known;
        this.problems = problems;
    }

    /**
     * The hubs; empty for all.
     *
     * @param realm of the account that the rule is for; null if it is for more than one
     */
    SortedSet<String> of(@Nullable Place place, @Nullable String realm) {
        SortedSet<String> names = new TreeSet<>();
        if (place == null) {
            return names;
        }
        List<Place> items = place.items();
        if (items.isEmpty()) {
            problems.add(place.mark(), place.path(), "an empty list", EXPECTED, null);
        }
        for (Place item : items) {
            String name = item.text();
            if (name == null) {
                item.refuse(problems, EXPECTED);
            } else if (!known.knows(name)) {
                item.refuse(problems, known.expected(), problems.isFull() ? null : known.nearest(name));
            } else {
                if (!names.add(name)) {
                    problems.add(item.mark(), item.path(), item.found() + " again", "each hub once", null);
                }
                if (realm != null && !known.realmOf(name).equals(realm)) {
                    String found = "%s, of realm %s".formatted(item.found(), Excerpt.quoted(known.realmOf(name)));
                    String expected = "hubs of realm %s, the account's".formatted(Excerpt.quoted(realm));
                    problems.add(item.mark(), item.path(), found, expected, null);
                }
            }
        }
        List<String> missing = known.missing(names);
        if (!missing.isEmpty()) {
            String realms =
                    known.realmsOf(missing).stream().map(Excerpt::quoted).collect(Collectors.joining(" and of "));
            problems.add(
                    place.mark(),
                    place.path(),
                    "no " + PolicyHubs.some(missing),
                    "all hubs of realm %s, which share quotas".formatted(realms),
                    null);
        }
        return names;
    }

    SortedSet<String> realmsOf(SortedSet<String> names) {
        return known.realmsOf(names);
    }
}
