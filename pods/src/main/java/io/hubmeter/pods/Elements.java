package io.hubmeter.pods;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lists and maps of a pod as the client library hands them out, where each may be missing and have holes. */
final class Elements {
    private Elements() {}

    /** The list without holes; empty if it is missing. */
    static <T> List<T> of(@Nullable List<T> list, String element) throws UnusablePod {
        if (list == null) {
            return List.of();
        }
        for (int i = 0; i < list.size(); i++) {
            if (list.get(i) == null) {
                throw new UnusablePod(
                        UnusableReason.UNREADABLE_POD, "%s[%d]".formatted(element, i), "null", "an object");
            }
        }
        return list;
    }

    /** The map, whose values may be null; empty if it is missing. */
    static <V> Map<String, V> of(@Nullable Map<String, V> map) {
        return map == null ? Map.of() : map;
    }
}
