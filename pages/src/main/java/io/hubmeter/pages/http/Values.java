package io.hubmeter.pages.http;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Values by name, as addresses and forms have them. */
final class Values {
    private Values() {}

    static Map<String, List<String>> copy(Map<String, List<String>> values) {
        Map<String, List<String>> copy = new LinkedHashMap<>();
        values.forEach((name, of) -> copy.put(name, List.copyOf(of)));
        return Collections.unmodifiableMap(copy);
    }

    static Optional<String> single(Map<String, List<String>> values, String name, String what) {
        List<String> found = values.getOrDefault(name, List.of());
        if (found.size() > 1) {
            throw PageProblem.badRequest(what + " " + name, found.size() + " values", "given once");
        }
        return found.stream().filter(value -> !value.isBlank()).findFirst();
    }
}
