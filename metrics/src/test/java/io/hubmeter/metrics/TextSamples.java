package io.hubmeter.metrics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the text format of Prometheus, by its specification and not by the code that writes it. */
public final class TextSamples {
    private final String text;
    private int at;

    private TextSamples(String line) {
        this.text = line;
    }

    /** One line. */
    public record Sample(String name, Map<String, String> labels, double value) {}

    /** Every sample, in order. */
    public static List<Sample> of(String scraped) {
        List<Sample> samples = new ArrayList<>();
        for (String line : scraped.split("\n", -1)) {
            if (!line.isEmpty() && !line.startsWith("#")) {
                samples.add(new TextSamples(line).sample());
            }
        }
        return samples;
    }

    /** The names of the families that have a type, with the type. */
    public static Map<String, String> types(String scraped) {
        Map<String, String> types = new LinkedHashMap<>();
        for (String line : scraped.split("\n", -1)) {
            if (line.startsWith("# TYPE ")) {
                String[] words = line.split(" ", -1);
                types.put(words[2], words[3]);
            }
        }
        return types;
    }

    private Sample sample() {
        String name = until("{ ");
        Map<String, String> labels = new LinkedHashMap<>();
        if (text.charAt(at) == '{') {
            at++;
            while (text.charAt(at) != '}') {
                String label = until("=");
                expect('=');
                expect('"');
                labels.put(label, value());
                if (text.charAt(at) == ',') {
                    at++;
                }
            }
            at++;
        }
        expect(' ');
        String number = text.substring(at);
        return new Sample(
                name,
                labels,
                switch (number) {
                    case "+Inf" -> Double.POSITIVE_INFINITY;
                    case "-Inf" -> Double.NEGATIVE_INFINITY;
                    default -> Double.parseDouble(number);
                });
    }

    private String until(String ends) {
        int from = at;
        while (ends.indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return text.substring(from, at);
    }

    private void expect(char c) {
        if (text.charAt(at) != c) {
            throw new IllegalArgumentException("found '%s' at %d, expected %s".formatted(text, at, c));
        }
        at++;
    }

    private String value() {
        StringBuilder value = new StringBuilder();
        while (text.charAt(at) != '"') {
            char c = text.charAt(at++);
            if (c == '\\') {
                char escaped = text.charAt(at++);
                c = switch (escaped) {
                    case 'n' -> '\n';
                    case '"', '\\' -> escaped;
                    default -> throw new IllegalArgumentException("found \\" + escaped + " in " + text);
                };
            }
            value.append(c);
        }
        at++;
        return value.toString();
    }
}
