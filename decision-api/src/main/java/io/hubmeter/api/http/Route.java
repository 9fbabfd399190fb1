package io.hubmeter.api.http;

import io.hubmeter.api.access.Access;
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
 * @param access who may call it
 * @param handler what answers
 * @param statuses every status it can end in, besides 500
 */
record Route(String method, String template, Access access, Handler handler, SortedSet<Integer> statuses) {

    /** Answers a call, or ends it with a {@link Problem}. */
    @FunctionalInterface
    interface Handler {
        Answer answer(Call call);
    }

    /** A route; 401, 403 and 503 for too many calls follow from who may call it. */
    static Route of(String method, String template, Access access, Handler handler, Integer... statuses) {
        TreeSet<Integer> all = new TreeSet<>(List.of(statuses));
        if (access.needsToken()) {
            all.add(401);
        }
        if (access.needsToken() && access != Access.ANY_TOKEN) {
            all.add(403);
        }
        if (takesTurns(access)) {
            all.add(503);
        }
        return new Route(method, template, access, handler, all);
    }

    private static boolean takesTurns(Access access) {
        return access.needsToken() && access != Access.METRICS;
    }

    /** Whether it waits for its turn while much is being worked on; health and metrics tell just then. */
    boolean takesTurns() {
        return takesTurns(access);
    }

    /** The raw values of the path's parameters; null if the path is another. */
    @Nullable
    Map<String, String> match(String rawPath) {
        int firstParameter = template.indexOf('{');
        if (firstParameter < 0) {
            return rawPath.equals(template) ? Map.of() : null;
        }
        if (!rawPath.regionMatches(0, template, 0, firstParameter)) {
            return null;
        }
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
