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
    void refuseUnknown(ConfigDef settings, Expectation expectation, List<ConfigProblem> problems) {
        refuse(file, settings.names(), expectation, UnaryOperator.identity(), problems);
        Map<String, String> byVariable = EnvironmentNames.of(settings.names());
        environment
                .values()
                .removeIf(given -> !byVariable.containsKey(given.where())
                        && EnvironmentNames.isForeign(given.where(), given.text()));
        refuse(environment, byVariable.keySet(), expectation, EnvironmentNames::of, problems);
        refuse(arguments, settings.names(), expectation, UnaryOperator.identity(), problems);
    }

    /** Says what is expected in place of a setting that is none. */
    @FunctionalInterface
    interface Expectation {

        /**
         * A phrase for the message.
         *
         * @param key as it was written
         * @param spelling how keys are written where it was said
         */
        String inPlaceOf(String key, UnaryOperator<String> spelling);

        /** What to say where nothing better is known. */
        static String listedBy(String command) {
            return "one that '%s' lists".formatted(command);
        }
    }

    private static void refuse(
            Map<String, Given> given,
            Collection<String> known,
            Expectation expectation,
            UnaryOperator<String> spelling,
            List<ConfigProblem> problems) {
        given.forEach((key, value) -> {
            if (!known.contains(key)) {
                problems.add(new ConfigProblem(
                        value.where(),
                        null,
                        "unknown setting " + Excerpt.quoted(key),
                        expectation.inPlaceOf(key, spelling),
                        NearestWord.to(key, known)));
            }
        });
    }
}
