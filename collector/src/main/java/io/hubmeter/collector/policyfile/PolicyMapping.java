package io.hubmeter.collector.policyfile;

import io.hubmeter.collector.problem.NearestWord;
import io.hubmeter.core.problem.Excerpt;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** The entries of one mapping, in file order; a key that is there twice is a problem, and both values are still looked at. */
final class PolicyMapping {

    /** A key with its value, as one finds them in the file. */
    record Entry(String key, Node keyNode, Place value) {}

    private PolicyMapping() {}

    /** The entries under any keys; empty if it is no mapping. */
    static List<Entry> entries(Place place, String expected, Problems problems) {
        List<Entry> entries = new ArrayList<>();
        if (!(place.node() instanceof MappingNode mapping)) {
            place.refuse(problems, expected);
            return entries;
        }
        Map<String, Entry> firsts = new HashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode scalar)) {
                new Place(place.path(), tuple.getKeyNode()).refuse(problems, "text as a key");
                continue;
            }
            String key = scalar.getValue();
            Entry entry = new Entry(key, scalar, place.under(key, tuple.getValueNode()));
            entries.add(entry);
            Entry first = firsts.putIfAbsent(key, entry);
            if (first != null) {
                refuseSecond(entry, first, problems);
            }
        }
        return entries;
    }

    /** The values under known keys, the first of each; other keys are problems. */
    static Map<String, Place> values(Place place, List<String> known, Problems problems) {
        Map<String, Place> values = new HashMap<>();
        for (Entry entry : entries(place, "a mapping with " + String.join(", ", known), problems)) {
            if (known.contains(entry.key())) {
                values.putIfAbsent(entry.key(), entry.value());
            } else {
                problems.add(
                        entry.keyNode().getStartMark(),
                        entry.value().path(),
                        "unknown key " + Excerpt.quoted(entry.key()),
                        "one of " + String.join(", ", known),
                        NearestWord.to(entry.key(), known));
            }
        }
        return values;
    }

    private static void refuseSecond(Entry second, Entry first, Problems problems) {
        Optional<Mark> firstAt = first.keyNode().getStartMark();
        problems.add(
                second.keyNode().getStartMark(),
                second.value().path(),
                "key %s again, first on line %d"
                        .formatted(
                                Excerpt.quoted(second.key()),
                                firstAt.map(Mark::getLine).orElse(0) + 1),
                "each key once",
                null);
    }
}
