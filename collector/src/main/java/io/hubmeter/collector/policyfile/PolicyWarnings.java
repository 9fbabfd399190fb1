package io.hubmeter.collector.policyfile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.exceptions.Mark;

/** Reads how much of a limit must be used for a warning: percentages in any order, each once. */
final class PolicyWarnings {
    static final String EXPECTED = "a percentage of 1% to 99%";

    private static final Pattern PERCENT = Pattern.compile("[1-9][0-9]?%");

    private PolicyWarnings() {}

    /** The percentages, ascending. */
    static List<Integer> of(Place place, Problems problems) {
        TreeSet<Integer> percents = new TreeSet<>();
        Map<Integer, Place> firsts = new HashMap<>();
        for (Place item : place.items()) {
            String text = item.text();
            if (text == null || !PERCENT.matcher(text).matches()) {
                item.refuse(problems, EXPECTED);
                continue;
            }
            int percent = Integer.parseInt(text.substring(0, text.length() - 1));
            percents.add(percent);
            Place first = firsts.putIfAbsent(percent, item);
            if (first != null) {
                problems.add(
                        item.mark(),
                        item.path(),
                        "%s again, first on line %d"
                                .formatted(
                                        item.found(),
                                        first.mark().map(Mark::getLine).orElse(0) + 1),
                        "each percentage once",
                        null);
            }
        }
        return new ArrayList<>(percents);
    }
}
