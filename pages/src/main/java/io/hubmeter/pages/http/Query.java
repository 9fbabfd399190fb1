package io.hubmeter.pages.http;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The decoded parameters of an address.
 *
 * @param parameters values by name, in the order in which they were sent
 */
public record Query(Map<String, List<String>> parameters) {
    /** No parameters. */
    public static final Query EMPTY = new Query(Map.of());

    /** Keeps the order. */
    public Query {
        parameters = Values.copy(parameters);
    }

    /**
     * The only value of a parameter; empty if it is left out or blank.
     *
     * @throws PageProblem 400 if it is there twice
     */
    public Optional<String> value(String name) {
        return Values.single(parameters, name, "the parameter");
    }

    /** Every value of a parameter; empty if it is left out. */
    public List<String> values(String name) {
        return parameters.getOrDefault(name, List.of());
    }
}
