package io.hubmeter.standalone.dashboards;

import com.fasterxml.jackson.databind.JsonNode;
import io.hubmeter.standalone.dashboards.Dashboard.Query;
import io.hubmeter.standalone.dashboards.Dashboard.Variable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Prometheus answers to a dashboard as it is when it has just been opened: of a variable with several values all are chosen,
 * else the first.
 */
record Answers(Dashboard dashboard, Map<String, String> chosen, Map<Query, List<JsonNode>> series) {
    private static final int SHOWN = 25;
    private static final Pattern VARIABLE = Pattern.compile("\\$(\\w+)");
    private static final Map<String, String> GIVEN = Map.of("__rate_interval", "30s", "__range", "5m");

    static Answers of(Dashboard dashboard, PrometheusServer prometheus) {
        Map<String, String> chosen = new LinkedHashMap<>(GIVEN);
        for (Variable variable : dashboard.variables()) {
            List<String> values = prometheus.labelValues(substituted(variable.series(), chosen), variable.label());
            // Grafana offers nothing but the choice of all, or nothing at all.
            String first = values.isEmpty() ? "" : values.getFirst();
            chosen.put(variable.name(), variable.isSeveral() && !values.isEmpty() ? ".*" : first);
        }
        Map<Query, List<JsonNode>> series = new LinkedHashMap<>();
        dashboard
                .queries()
                .forEach(query -> series.put(query, prometheus.query(substituted(query.expression(), chosen))));
        return new Answers(dashboard, chosen, series);
    }

    private static String substituted(String expression, Map<String, String> chosen) {
        return VARIABLE.matcher(expression)
                .replaceAll(found -> Matcher.quoteReplacement(chosen.getOrDefault(found.group(1), "")));
    }

    /** What would show nothing: variables without a value, queries without a series, or with none but NaN. */
    List<String> empty() {
        List<String> empty = new ArrayList<>();
        chosen.forEach((name, value) -> {
            if (value.isEmpty()) {
                empty.add("%s: variable %s has no value".formatted(dashboard.name(), name));
            }
        });
        series.forEach((query, found) -> {
            if (found.stream().allMatch(each -> value(each).equals("NaN"))) {
                empty.add("%s: %s: %s".formatted(dashboard.name(), query.panel(), query.expression()));
            }
        });
        return empty;
    }

    private static String value(JsonNode series) {
        return series.path("value").path(1).asText();
    }

    /** For people: each panel's queries and what came of them. */
    String text() {
        StringBuilder text = new StringBuilder(
                "\n\n=== %s\n".formatted(dashboard.json().path("title").asText()));
        chosen.forEach((name, value) -> text.append("    $%s = %s%n".formatted(name, value)));
        series.forEach((query, found) -> {
            text.append("\n  %s%n      %s%n".formatted(query.panel(), query.expression()));
            found.stream()
                    .limit(SHOWN)
                    .forEach(each -> text.append("  %20s  %s%n".formatted(value(each), each.path("metric"))));
            if (found.size() > SHOWN) {
                text.append("  %20s  and %d more%n".formatted("", found.size() - SHOWN));
            }
        });
        return text.toString();
    }
}
