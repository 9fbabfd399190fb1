package io.hubmeter.collector.config;

import io.hubmeter.collector.CollectorConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Settings to be read in tests: a file of settings that suffice, and what is said beside or in place of them. */
record Inputs(Map<String, String> file, Map<String, String> environment, List<String> arguments, Host host) {
    static final Host HOST = new Host("host-1", null);

    /** Where a setting is said. */
    enum Origin {
        FILE,
        ENVIRONMENT,
        ARGUMENT
    }

    /** What must be said to watch one cluster. */
    static Inputs cluster() {
        return new Inputs(Map.of(), Map.of(), List.of(), HOST)
                .in(Origin.FILE, "kafka.bootstrap-servers", "kafka:9092")
                .in(Origin.FILE, "schema-registry.url", "http://registry:8081")
                .in(Origin.FILE, "kubernetes", "prod")
                .in(Origin.FILE, "kubernetes.prod.hubs", "jhub=main");
    }

    /** The same with a hub. */
    static Inputs clusterAndHub() {
        return cluster()
                .in(Origin.FILE, "jupyterhub", "main")
                .in(Origin.FILE, "jupyterhub.main.url", "https://hub.example/hub/api")
                .in(Origin.FILE, "jupyterhub.main.token", "s3cret");
    }

    Inputs in(Origin origin, String key, String value) {
        Map<String, String> lines = new LinkedHashMap<>(file);
        Map<String, String> variables = new TreeMap<>(environment);
        List<String> words = new ArrayList<>(arguments);
        switch (origin) {
            case FILE -> lines.put(key, value);
            case ENVIRONMENT -> variables.put(EnvironmentNames.of(key), value);
            case ARGUMENT -> words.add(key + '=' + value);
        }
        return new Inputs(lines, variables, words, host);
    }

    Inputs without(String key) {
        Map<String, String> lines = new LinkedHashMap<>(file);
        lines.remove(key);
        return new Inputs(lines, environment, arguments, host);
    }

    Inputs variable(String name, String value) {
        Map<String, String> variables = new TreeMap<>(environment);
        variables.put(name, value);
        return new Inputs(file, variables, arguments, host);
    }

    Inputs argument(String argument) {
        List<String> words = new ArrayList<>(arguments);
        words.add(argument);
        return new Inputs(file, environment, words, host);
    }

    Inputs on(Host other) {
        return new Inputs(file, environment, arguments, other);
    }

    CollectorConfig read(Path folder) throws ConfigRejected {
        return CollectorConfig.from(input(folder));
    }

    ConfigInput input(Path folder) {
        StringBuilder text = new StringBuilder();
        file.forEach((key, value) ->
                text.append(key).append('=').append(value.replace("\\", "\\\\")).append('\n'));
        return new ConfigInput(written(folder, "c.properties", text.toString()), environment, arguments, host);
    }

    /** Every problem there is, as told. */
    List<String> problems(Path folder) {
        return problems(input(folder));
    }

    static List<String> problems(ConfigInput input) {
        try {
            CollectorConfig config = CollectorConfig.from(input);
            throw new AssertionError("accepted: " + config);
        } catch (ConfigRejected e) {
            return e.problems().stream().map(ConfigProblem::toString).toList();
        }
    }

    static Path written(Path folder, String name, @Nullable String text) {
        Path path = folder.resolve(name);
        try {
            return text == null ? path : Files.writeString(path, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
