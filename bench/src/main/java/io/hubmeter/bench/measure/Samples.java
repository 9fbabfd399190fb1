package io.hubmeter.bench.measure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What child processes measured: by name, a number for each round. */
public final class Samples {
    /** The first word of a line that holds one number. */
    private static final String RESULT = "result";

    private final Map<String, List<Double>> byName = new LinkedHashMap<>();

    /** Prints one number in a form that {@link #take} reads. */
    public static void print(String name, double value) {
        System.out.println(RESULT + ' ' + name + ' ' + value);
    }

    /** Takes a line of a child; false if it holds no number. */
    public boolean take(String line) {
        String[] words = line.split(" ", -1);
        if (words.length != 3 || !words[0].equals(RESULT)) {
            return false;
        }
        add(words[1], Double.parseDouble(words[2]));
        return true;
    }

    /** Whether nothing was measured. */
    public boolean isEmpty() {
        return byName.isEmpty();
    }

    /** Whether this was measured. */
    public boolean has(String name) {
        return byName.containsKey(name);
    }

    /** Adds a round. */
    public void add(String name, double value) {
        byName.computeIfAbsent(name, unknown -> new ArrayList<>()).add(value);
    }

    /**
     * The rounds of a measurement.
     *
     * @throws IllegalStateException if it was not made
     */
    public List<Double> of(String name) {
        List<Double> rounds = byName.get(name);
        if (rounds == null) {
            throw new IllegalStateException("%s: not measured; found %s".formatted(name, byName.keySet()));
        }
        return rounds;
    }

    /** Their spread. */
    public Spread spread(String name) {
        return Spread.of(of(name));
    }

    /** The spread of the quotients, round by round. */
    public Spread ratio(String over, String under) {
        return Spread.ofRatios(of(over), of(under));
    }
}
