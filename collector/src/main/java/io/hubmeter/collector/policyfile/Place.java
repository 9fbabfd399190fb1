package io.hubmeter.collector.policyfile;

import io.hubmeter.core.problem.Excerpt;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * One place in the document: how messages name it, and what stands there.
 *
 * @param path empty for the document itself
 */
record Place(String path, Node node) {
    private static final Pattern BARE_KEY = Pattern.compile("[\\w-]{1," + Excerpt.MAX_LENGTH + "}");

    /** The place of a mapping's value. */
    Place under(String key, Node value) {
        return new Place(pathUnder(key), value);
    }

    String pathUnder(String key) {
        String shown = BARE_KEY.matcher(key).matches() ? key : '"' + Excerpt.of(key) + '"';
        return path.isEmpty() ? shown : path + '.' + shown;
    }

    /** The places of a list's items; of anything else itself, for one item needs no list. */
    List<Place> items() {
        if (!(node instanceof SequenceNode list)) {
            return List.of(this);
        }
        List<Node> items = list.getValue();
        return java.util.stream.IntStream.range(0, items.size())
                .mapToObj(i -> new Place(path + '[' + i + ']', items.get(i)))
                .toList();
    }

    Optional<Mark> mark() {
        return node.getStartMark();
    }

    /** The scalar as written; null if it is a list, a mapping or nothing. */
    @Nullable
    String text() {
        return node instanceof ScalarNode scalar && !scalar.getTag().equals(Tag.NULL) ? scalar.getValue() : null;
    }

    /** What stands there, for messages. */
    String found() {
        return switch (node) {
            case ScalarNode scalar when scalar.getTag().equals(Tag.NULL) -> "nothing";
            case ScalarNode scalar -> Excerpt.quoted(scalar.getValue());
            case SequenceNode list -> "a list";
            case MappingNode mapping -> "a mapping";
            default -> "a " + node.getNodeType();
        };
    }

    void refuse(Problems problems, String expected) {
        refuse(problems, expected, null);
    }

    void refuse(Problems problems, String expected, @Nullable String suggestion) {
        problems.add(mark(), path, found(), expected, suggestion);
    }
}
