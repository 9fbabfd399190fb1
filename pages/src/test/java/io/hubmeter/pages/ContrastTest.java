package io.hubmeter.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What is written can be read, in light and dark: WCAG 2.2, criteria 1.4.3 and 1.4.11. */
class ContrastTest {
    private static final Pattern COLOUR =
            Pattern.compile("--([a-z-]+):\\s*(?:light-dark\\((#[0-9a-f]{6}),\\s*(#[0-9a-f]{6})\\)|(#[0-9a-f]{6}));");

    @Test
    void textIsReadableOnEverythingThatItStandsOn() throws IOException {
        for (String on : List.of("page", "card", "top", "info-bg", "warn-bg", "over-bg")) {
            check("text", on, 4.5);
            check("link", on, 4.5);
        }
        for (String on : List.of("page", "card", "top")) {
            check("muted", on, 4.5);
        }
        check("warn", "warn-bg", 4.5);
        check("over", "over-bg", 4.5);
        check("on-link", "link", 4.5);
    }

    @Test
    void barsAndEdgesStandOut() throws IOException {
        for (String bar : List.of("bar", "warn", "over")) {
            check(bar, "track", 3);
            check(bar, "card", 3);
        }
        check("edge", "card", 3);
        check("edge", "top", 3);
    }

    private static void check(String front, String back, double least) throws IOException {
        Map<String, String[]> colours = colours();
        for (int theme = 0; theme < 2; theme++) {
            String a = Objects.requireNonNull(colours.get(front), front)[theme];
            String b = Objects.requireNonNull(colours.get(back), back)[theme];
            assertThat(ratio(a, b)).as("%s %s on %s %s", front, a, back, b).isGreaterThanOrEqualTo(least);
        }
    }

    private static Map<String, String[]> colours() throws IOException {
        Map<String, String[]> colours = new HashMap<>();
        try (InputStream in = Objects.requireNonNull(ContrastTest.class.getResourceAsStream("assets/pages.css"))) {
            Matcher matcher = COLOUR.matcher(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            while (matcher.find()) {
                String both = matcher.group(4);
                colours.put(
                        matcher.group(1),
                        both == null ? new String[] {matcher.group(2), matcher.group(3)} : new String[] {both, both});
            }
        }
        return colours;
    }

    private static double ratio(String a, String b) {
        double one = luminance(a);
        double other = luminance(b);
        return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    }

    private static double luminance(String colour) {
        return 0.2126 * channel(colour, 1) + 0.7152 * channel(colour, 3) + 0.0722 * channel(colour, 5);
    }

    private static double channel(String colour, int from) {
        double value = Integer.parseInt(colour.substring(from, from + 2), 16) / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
    }
}
