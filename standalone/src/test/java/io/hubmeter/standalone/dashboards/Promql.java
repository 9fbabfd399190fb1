package io.hubmeter.standalone.dashboards;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Names in a query of Prometheus, as far as tests need them: whether it is a query at all, Prometheus itself tells.
 *
 * @param metrics of the series that it selects
 * @param labels that it selects, groups or joins by
 */
record Promql(Set<String> metrics, Set<String> labels) {
    private static final Pattern TEXT = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"");
    private static final Pattern SELECTOR = Pattern.compile("\\{([^}]*)}");
    private static final Pattern RANGE = Pattern.compile("\\[[^]]*]");
    private static final Pattern GROUPING =
            Pattern.compile("\\b(?:by|without|on|ignoring|group_left|group_right)\\s*\\(([^)]*)\\)");
    private static final Pattern NUMBER = Pattern.compile("(?<![\\w:])[0-9][0-9a-zA-Z.]*(?:[eE]-?[0-9]+)?");
    private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][\\w:]*(?!\\s*\\(|[\\w:])");
    private static final Pattern LABEL = Pattern.compile("[a-zA-Z_]\\w*");
    private static final Set<String> WORDS = Set.of(
            "and",
            "or",
            "unless",
            "by",
            "without",
            "on",
            "ignoring",
            "group_left",
            "group_right",
            "offset",
            "bool",
            "Inf",
            "NaN");

    Promql {
        metrics = Set.copyOf(metrics);
        labels = Set.copyOf(labels);
    }

    static Promql of(String query) {
        Set<String> labels = new TreeSet<>();
        String rest = TEXT.matcher(query).replaceAll("");
        rest = taking(SELECTOR, rest, labels);
        rest = RANGE.matcher(rest).replaceAll("");
        rest = taking(GROUPING, rest, labels);
        rest = NUMBER.matcher(rest).replaceAll("");
        Set<String> metrics = NAME.matcher(rest)
                .results()
                .map(MatchResult::group)
                .filter(name -> !WORDS.contains(name))
                .collect(Collectors.toCollection(TreeSet::new));
        return new Promql(metrics, labels);
    }

    /** The text without what the pattern finds; the names in that are labels. */
    private static String taking(Pattern pattern, String text, Set<String> labels) {
        Matcher found = pattern.matcher(text);
        while (found.find()) {
            LABEL.matcher(found.group(1)).results().map(MatchResult::group).forEach(labels::add);
        }
        return pattern.matcher(text).replaceAll("");
    }
}
