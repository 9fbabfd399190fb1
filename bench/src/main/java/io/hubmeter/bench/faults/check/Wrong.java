package io.hubmeter.bench.faults.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What is not as it should be, by law. */
public final class Wrong {
    private static final int SHOWN = 12;

    private final Map<String, List<String>> byLaw = new TreeMap<>();
    private final Map<String, Integer> counts = new TreeMap<>();

    /** Notes one. */
    public void add(String law, String sentence, @Nullable Object... details) {
        counts.merge(law, 1, Integer::sum);
        List<String> known = byLaw.computeIfAbsent(law, unknown -> new ArrayList<>());
        if (known.size() < SHOWN) {
            known.add(sentence.formatted(details));
        }
    }

    /** How many there are under a law. */
    public int count(String law) {
        return counts.getOrDefault(law, 0);
    }

    /** How many there are in all. */
    public int count() {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** The first of each law, a line each, and how many there are. */
    public String text() {
        StringBuilder text = new StringBuilder();
        byLaw.forEach((law, sentences) -> {
            text.append("%s: %d wrong%n".formatted(law, count(law)));
            sentences.forEach(sentence -> text.append("  ").append(sentence).append(System.lineSeparator()));
        });
        return text.toString();
    }
}
