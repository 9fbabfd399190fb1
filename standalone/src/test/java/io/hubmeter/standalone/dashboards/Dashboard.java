package io.hubmeter.standalone.dashboards;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A dashboard as it is shipped.
 *
 * @param name of its file, without the ending
 */
record Dashboard(String name, JsonNode json) {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Pattern VALUES = Pattern.compile("label_values\\((?<series>.*), (?<label>\\w+)\\)");

    /** A choice of values of a label, that queries of panels refer to. */
    record Variable(String name, String series, String label, boolean isSeveral) {}

    /** What a panel asks. */
    record Query(String panel, String expression, String legend) {}

    /** All that are shipped. */
    static List<Dashboard> all() throws IOException {
        try (Stream<Path> files = Files.list(Repository.DASHBOARDS)) {
            List<Path> sorted = files.sorted().toList();
            return sorted.stream().map(Dashboard::read).toList();
        }
    }

    private static Dashboard read(Path file) {
        try {
            String name = file.getFileName().toString().replaceFirst("[.]json$", "");
            return new Dashboard(name, JSON.readTree(Files.readString(file)));
        } catch (IOException e) {
            throw new IllegalStateException(file + " cannot be read", e);
        }
    }

    /** Rows too. */
    List<JsonNode> panels() {
        return json.path("panels").valueStream().toList();
    }

    /** Those that show something. */
    List<JsonNode> charts() {
        return panels().stream()
                .filter(panel -> !panel.path("type").asText().equals("row"))
                .toList();
    }

    List<Query> queries() {
        return charts().stream()
                .flatMap(panel -> panel.path("targets")
                        .valueStream()
                        .map(target -> new Query(
                                panel.path("title").asText(),
                                target.path("expr").asText(),
                                target.path("legendFormat").asText())))
                .toList();
    }

    /** In the order in which they depend on each other; without that of the data source. */
    List<Variable> variables() {
        return json.path("templating")
                .path("list")
                .valueStream()
                .filter(variable -> variable.path("type").asText().equals("query"))
                .map(Dashboard::variable)
                .toList();
    }

    private static Variable variable(JsonNode json) {
        String name = json.path("name").asText();
        Matcher values = VALUES.matcher(json.path("query").path("query").asText());
        if (!values.matches()) {
            throw new IllegalStateException(
                    "variable %s: found %s, expected label_values(SERIES, LABEL)".formatted(name, json.path("query")));
        }
        return new Variable(
                name,
                values.group("series"),
                values.group("label"),
                json.path("includeAll").asBoolean());
    }

    @Override
    public String toString() {
        return name;
    }
}
