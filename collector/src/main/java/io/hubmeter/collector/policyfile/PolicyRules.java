package io.hubmeter.collector.policyfile;

import io.hubmeter.core.policy.Rule;
import io.hubmeter.core.problem.Excerpt;
import io.hubmeter.core.quota.Limit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Reads what the defaults, a group or a user have in common: one rule, or a list of rules. */
final class PolicyRules {
    private static final String EXPECTED_LIMITS = "a list of limits; [] for none";

    private static final SortedSet<String> NOWHERE = Collections.unmodifiableSortedSet(new TreeSet<>(List.of("")));

    private final LimitText syntax;
    private final PolicyScalars scalars;
    private final PolicyRuleHubs hubs;
    private final Problems problems;

    PolicyRules(LimitText syntax, PolicyScalars scalars, PolicyHubs hubs, Problems problems) {
        this.syntax = syntax;
        this.scalars = scalars;
        this.hubs = new PolicyRuleHubs(hubs, problems);
        this.problems = problems;
    }

    /** Where a limit was read, and in which realms it holds; in none for all. */
    private record Written(SortedSet<String> realms, Place place) {
        boolean meets(SortedSet<String> others) {
            return realms.isEmpty() || others.isEmpty() || !Collections.disjoint(realms, others);
        }
    }

    /**
     * The rules in the order written.
     *
     * @param realm of the account they are for; null if they are for more than one
     */
    List<Rule> of(Place place, @Nullable String realm) {
        if (place.node() instanceof SequenceNode list && list.getValue().isEmpty()) {
            problems.add(place.mark(), place.path(), "an empty list", "a rule, or a list of rules", null);
            return List.of();
        }
        Map<Limit, List<Written>> seen = new HashMap<>();
        return place.items().stream().map(item -> rule(item, realm, seen)).toList();
    }

    private Rule rule(Place place, @Nullable String realm, Map<Limit, List<Written>> seen) {
        int before = problems.count();
        Map<String, Place> values = PolicyMapping.values(place, PolicyKeys.RULE, problems);
        Place description = values.get("description");
        if (description != null && description.text() == null) {
            description.refuse(problems, "text");
        }
        SortedSet<String> names = hubs.of(values.get("hubs"), realm);
        boolean enforce = scalars.truth(values.get("enforce"), true);
        Place limits = values.get("limits");
        if (limits == null) {
            // A mistyped 'limits' was reported already, with the right word beside it.
            if (problems.count() == before) {
                problems.add(place.mark(), place.path(), "no limits", "the key limits", null);
            }
            return new Rule(names, enforce, List.of());
        }
        return new Rule(names, enforce, limits(limits, realms(values.get("hubs"), names), seen));
    }

    /** Of a rule that names only what is no hub it cannot be told whether it meets another. */
    private SortedSet<String> realms(@Nullable Place place, SortedSet<String> names) {
        return place != null && names.isEmpty() ? NOWHERE : hubs.realmsOf(names);
    }

    private List<Limit> limits(Place place, SortedSet<String> realms, Map<Limit, List<Written>> seen) {
        List<Limit> limits = new ArrayList<>();
        for (Place item : place.items()) {
            String text = item.text();
            if (text == null) {
                item.refuse(problems, item.path().equals(place.path()) ? EXPECTED_LIMITS : LimitText.EXPECTED);
                continue;
            }
            switch (syntax.parse(text)) {
                case LimitText.Outcome.Refused(String found, String expected, String suggestion) ->
                    problems.add(item.mark(), item.path(), found, expected, suggestion);
                case LimitText.Outcome.Read(Limit limit) -> {
                    // Without its amount a limit is its resource and window, however they are spelled.
                    List<Written> others = seen.computeIfAbsent(
                            new Limit(limit.resource(), null, limit.window()), subject -> new ArrayList<>());
                    Optional<Written> first =
                            others.stream().filter(other -> other.meets(realms)).findFirst();
                    if (first.isPresent()) {
                        refuseSecond(item, text, first.get().place());
                    } else {
                        others.add(new Written(realms, item));
                    }
                    limits.add(limit);
                }
            }
        }
        return limits;
    }

    private void refuseSecond(Place item, String text, Place first) {
        problems.add(
                item.mark(),
                item.path(),
                "%s with the resource and window of %s on line %d"
                        .formatted(
                                Excerpt.quoted(text),
                                first.found(),
                                first.mark().map(Mark::getLine).orElse(0) + 1),
                "one limit for each resource and window",
                null);
    }
}
