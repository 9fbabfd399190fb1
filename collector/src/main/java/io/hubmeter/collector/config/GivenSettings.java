package io.hubmeter.collector.config;

import io.hubmeter.collector.problem.NearestWord;
import io.hubmeter.core.problem.Excerpt;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.config.ConfigDef;
import org.jspecify.annotations.Nullable;

/** What file, environment and arguments say, before anybody has looked at the values. */
final class GivenSettings {
    private final Map<String, Given> file;
    private final Map<String, Given> environment = new TreeMap<>();
    private final Map<String, Given> arguments = new LinkedHashMap<>();

    GivenSettings(ConfigInput input, List<ConfigProblem> problems) {
        file = input.file() == null ? Map.of() : PropertiesText.read(input.file(), problems);
        input.environment().forEach((name, value) -> {
            if (name.startsWith(EnvironmentNames.PREFIX)) {
                environment.put(name, new Given(value, name));
            }
        });
        for (int i = 0; i < input.arguments().size(); i++) {
            argument("argument " + (i + 1), input.arguments().get(i), problems);
        }
    }

    private void argument(String where, String argument, List<ConfigProblem> problems) {
        int equals = argument.indexOf('=');
        if (equals < 0) {
            // Not repeated: it may be the secret of a token that was written apart from its key.
            problems.add(new ConfigProblem(where, null, "no '='", "KEY=VALUE", null));
            return;
        }
        String key = argument.substring(0, equals).strip();
        Given first = arguments.putIfAbsent(key, new Given(argument.substring(equals + 1), where));
        if (first != null) {
            problems.add(new ConfigProblem(
                    where, Excerpt.of(key), "this key again, first in " + first.where(), "each key once", null));
        }
    }

    /** What was said last of a setting; null if nothing was. */
    @Nullable
    Given of(String key) {
        Given argument = arguments.get(key);
        Given variable = environment.get(EnvironmentNames.of(key));
        return argument != null ? argument : variable != null ? variable : file.get(key);
    }

    /** Everything that is no setting. */
    void refuseUnknown(ConfigDef settings, Sources sources, List<ConfigProblem> problems) {
        refuse(file, settings.names(), sources, UnaryOperator.identity(), problems);
        Map<String, String> byVariable = EnvironmentNames.of(settings.names());
        environment
                .values()
                .removeIf(given -> !byVariable.containsKey(given.where())
                        && EnvironmentNames.isForeign(given.where(), given.text()));
        refuse(environment, byVariable.keySet(), sources, EnvironmentNames::of, problems);
        refuse(arguments, settings.names(), sources, UnaryOperator.identity(), problems);
    }

    /** The sources that are named, and so have settings of their own. */
    record Sources(List<String> clusters, List<String> hubs) {}

    private static void refuse(
            Map<String, Given> given,
            Collection<String> known,
            Sources sources,
            UnaryOperator<String> spelling,
            List<ConfigProblem> problems) {
        given.forEach((key, value) -> {
            if (!known.contains(key)) {
                String expected = undeclared(key, spelling, Declaration.KUBERNETES, sources.clusters())
                        + undeclared(key, spelling, Declaration.JUPYTERHUB, sources.hubs());
                problems.add(new ConfigProblem(
                        value.where(),
                        null,
                        "unknown setting " + Excerpt.quoted(key),
                        expected.isEmpty() ? "one that 'hubmeter collect --help' lists" : expected,
                        NearestWord.to(key, known)));
            }
        });
    }

    /** What to say of a key that looks as if it belonged to a source, but to none that is named; else empty. */
    private static String undeclared(String key, UnaryOperator<String> spelling, String kind, List<String> names) {
        String start = spelling.apply(kind + '.');
        boolean isOfNamed = names.stream().anyMatch(name -> key.startsWith(spelling.apply(kind + '.' + name + '.')));
        if (!key.startsWith(start) || isOfNamed) {
            return "";
        }
        return "settings of the names in '%s', which are: %s"
                .formatted(kind, names.isEmpty() ? "none" : String.join(", ", names));
    }
}
