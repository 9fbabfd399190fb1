package io.hubmeter.collector.policyfile;

import io.hubmeter.core.problem.Excerpt;
import io.hubmeter.core.quota.Limit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.exceptions.Mark;

/** Reads what the defaults, a group or a user have in common: a mapping with limits and, if one likes, a description. */
final class PolicyLimits {
    private static final List<String> KEYS = List.of("description", "limits");
    private static final String EXPECTED_LIMITS = "a list of limits; [] for none";

    private final LimitText syntax;
    private final Problems problems;

    PolicyLimits(LimitText syntax, Problems problems) {
        this.syntax = syntax;
        this.problems = problems;
    }

    /** The limits in the order written. */
    List<Limit> of(Place place) {
        int before = problems.count();
        Map<String, Place> values = PolicyMapping.values(place, KEYS, problems);
        Place description = values.get("description");
        if (description != null && description.text() == null) {
            description.refuse(problems, "text");
        }
        Place limits = values.get("limits");
        if (limits == null) {
            // A mistyped 'limits' was reported already, with the right word beside it.
            if (problems.count() == before) {
                problems.add(place.mark(), place.path(), "no limits", "the key limits", null);
            }
            return List.of();
        }
        return list(limits);
    }

    private List<Limit> list(Place place) {
        List<Limit> limits = new ArrayList<>();
        Map<Limit, Place> firsts = new HashMap<>();
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
                    Place first = firsts.putIfAbsent(new Limit(limit.resource(), null, limit.window()), item);
                    if (first != null) {
                        refuseSecond(item, text, first);
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
