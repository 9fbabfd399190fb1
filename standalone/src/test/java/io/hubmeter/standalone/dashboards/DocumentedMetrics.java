package io.hubmeter.standalone.dashboards;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The names of docs/metrics.md, each with its labels; what is derived from a histogram or a summary has its own. */
final class DocumentedMetrics {
    private static final Pattern ROW =
            Pattern.compile("^\\| `(?<name>\\w+)` \\| (?<type>\\w+) \\|(?<labels>[^|]*)\\|", Pattern.MULTILINE);
    /** Of Prometheus itself, of histograms, and of summaries. */
    private static final Set<String> LABELS = Set.of("job", "instance", "le", "quantile");
    /** Those of the JVM, which the page names by their beginning only. */
    private static final Map<String, Set<String>> FURTHER =
            Map.of("jvm_memory_used_bytes", Set.of("area", "id"), "jvm_threads_live_threads", Set.of());

    private final Map<String, Set<String>> labels = new HashMap<>(FURTHER);

    static DocumentedMetrics read() {
        DocumentedMetrics metrics = new DocumentedMetrics();
        Matcher rows = ROW.matcher(Repository.read(Repository.METRICS));
        while (rows.find()) {
            Set<String> named = Arrays.stream(rows.group("labels").split(","))
                    .map(label -> label.strip().replace("`", ""))
                    .filter(label -> !label.isEmpty())
                    .collect(Collectors.toCollection(TreeSet::new));
            for (String suffix : suffixes(rows.group("type"))) {
                metrics.labels.put(rows.group("name") + suffix, named);
            }
        }
        return metrics;
    }

    private static List<String> suffixes(String type) {
        return switch (type) {
            case "gauge", "counter" -> List.of("");
            case "histogram" -> List.of("_bucket", "_count", "_sum", "_max");
            case "summary" -> List.of("", "_count", "_sum", "_max");
            default ->
                throw new IllegalStateException(
                        "docs/metrics.md: found type '%s', expected gauge, counter, histogram or summary"
                                .formatted(type));
        };
    }

    Set<String> names() {
        return Set.copyOf(labels.keySet());
    }

    /** The labels that series of these metrics can have. */
    Set<String> labelsOf(Set<String> metrics) {
        Set<String> all = new TreeSet<>(LABELS);
        metrics.forEach(metric -> all.addAll(labels.getOrDefault(metric, Set.of())));
        return all;
    }
}
