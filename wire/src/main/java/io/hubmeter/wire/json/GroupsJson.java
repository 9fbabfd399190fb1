package io.hubmeter.wire.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** The answer to {@code GET /query/v1/groups}: {@code {"groups":["power"]}}. */
public final class GroupsJson {
    static final int MOST_GROUPS = 100_000;

    private GroupsJson() {}

    /** The groups as UTF-8. */
    public static byte[] write(List<String> groups) {
        ObjectNode node = Json.object();
        ArrayNode array = node.putArray("groups");
        groups.forEach(array::add);
        return Json.bytes(node);
    }

    /**
     * The groups of a text.
     *
     * @throws JsonUnacceptable if it has none
     */
    public static List<String> read(byte[] text) {
        return List.copyOf(Json.read(text).field("groups").list(MOST_GROUPS, Element::text));
    }
}
