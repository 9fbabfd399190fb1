package io.hubmeter.api.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One path and method.
 *
 * @param method the HTTP method
 * @param template the path, with parameters in braces, each one whole segment
 * @param handler what answers
 * @param statuses every status the handler can end in, besides 500
 */
record Route(String method, String template, Handler handler, SortedSet<Integer> statuses) {

    /** Answers a call, or ends it with a {@link Problem}. */
    @FunctionalInterface
    interface Handler {
        Answer answer(Call call);
    }

    static Route of(String method, String template, Handler handler, Integer... statuses) {
        return new Route(method, template, handler, new TreeSet<>(List.of(statuses)));
    }

    /** The raw values of the path's parameters; null if the path is another. */
    @Nullable
    Map<String, String> match(String rawPath) {
        String[] expected = template.split("/", -1);
        String[] found = rawPath.split("/", -1);
        if (expected.length != found.length) {
            return null;
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        for (int i = 0; i < expected.length; i++) {
            if (expected[i].startsWith("{")) {
                parameters.put(expected[i].substring(1, expected[i].length() - 1), found[i]);
            } else if (!expected[i].equals(found[i])) {
                return null;
            }
        }
        return parameters;
    }
}
