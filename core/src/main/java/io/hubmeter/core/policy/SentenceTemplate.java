package io.hubmeter.core.policy;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The operator's own sentence for whoever is refused: text with placeholders in braces, such as <code>{remaining}</code>. */
public final class SentenceTemplate {
    /** The longest template, in characters. */
    public static final int MAX_LENGTH = 1_000;

    /**
     * What can stand in braces: the built-in {@code sentence}, and its parts {@code why} and {@code advice}; the {@code user};
     * the {@code quota} as a phrase, such as <code>60 GiB-hours per 30 days</code>, and its {@code origin}; {@code used} and
     * {@code remaining} with their unit; {@code refills}, when enough is free again.
     */
    public static final List<String> PLACEHOLDERS =
            List.of("sentence", "why", "advice", "user", "quota", "origin", "used", "remaining", "refills");

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}");

    private SentenceTemplate() {}

    /** The names in braces that mean nothing, in the order of the text. */
    public static List<String> unknownPlaceholders(String template) {
        return PLACEHOLDER
                .matcher(template)
                .results()
                .map(result -> result.group(1))
                .filter(name -> !PLACEHOLDERS.contains(name))
                .toList();
    }

    /** The text with values in place of the names that are known; other braces stay as they are. */
    public static String fill(String template, UnaryOperator<String> valueOf) {
        return PLACEHOLDER.matcher(template).replaceAll(result -> filled(result, valueOf));
    }

    private static String filled(MatchResult result, UnaryOperator<String> valueOf) {
        String name = result.group(1);
        return Matcher.quoteReplacement(PLACEHOLDERS.contains(name) ? valueOf.apply(name) : result.group());
    }
}
