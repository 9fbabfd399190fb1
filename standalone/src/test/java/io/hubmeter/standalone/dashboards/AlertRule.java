package io.hubmeter.standalone.dashboards;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** A rule of the file of alerts. */
record AlertRule(String name, String expression, Map<?, ?> labels, Map<?, ?> annotations) {
    static List<AlertRule> all() {
        return in(yaml(Repository.RULES), "groups")
                .flatMap(group -> in(group, "rules"))
                .map(rule -> new AlertRule(
                        text(rule, "alert"), text(rule, "expr"), map(rule, "labels"), map(rule, "annotations")))
                .toList();
    }

    static Map<?, ?> yaml(Path file) {
        return (Map<?, ?>)
                Objects.requireNonNull(new Load(LoadSettings.builder().build()).loadFromString(Repository.read(file)));
    }

    /** The maps of a list. */
    static Stream<Map<?, ?>> in(Map<?, ?> map, String key) {
        return ((List<?>) Objects.requireNonNull(map.get(key), key))
                .stream().map(each -> (Map<?, ?>) Objects.requireNonNull(each));
    }

    static String text(Map<?, ?> map, String key) {
        return Objects.requireNonNull(map.get(key), () -> key + " is missing in " + map)
                .toString();
    }

    private static Map<?, ?> map(Map<?, ?> map, String key) {
        return (Map<?, ?>) Objects.requireNonNull(map.get(key), () -> key + " is missing in " + map);
    }

    String annotation(String key) {
        return text(annotations, key);
    }
}
