package io.hubmeter.collector.config;

import io.hubmeter.core.problem.Excerpt;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/** Reads settings one by one, and remembers everything that is wrong. */
public final class SettingReader {
    static final String HIDDEN = "[hidden]";

    private final GivenSettings given;
    private final ConfigDef settings;
    private final List<ConfigProblem> problems;

    /** What can be used, by key. */
    private final Map<String, Object> values = new HashMap<>();

    private SettingReader(
            GivenSettings given,
            List<ConfigProblem> problems,
            ConfigDef settings,
            GivenSettings.Expectation inPlaceOfUnknown) {
        this.given = given;
        this.problems = problems;
        this.settings = settings;
        given.refuseUnknown(settings, inPlaceOfUnknown, problems);
        settings.configKeys().values().forEach(this::read);
    }

    /**
     * Reads the settings of a declaration; whoever looks at them together says {@link #refuse} and in the end {@link #finish}.
     *
     * @param command what explains them, for messages: {@code hubmeter collect --help}, for instance
     */
    public static SettingReader of(ConfigInput input, ConfigDef settings, String command) {
        List<ConfigProblem> problems = new ArrayList<>();
        GivenSettings given = new GivenSettings(input, problems);
        return new SettingReader(
                given, problems, settings, (key, spelling) -> GivenSettings.Expectation.listedBy(command));
    }

    /** Reads those of the collector, which depend on what its sources are called. */
    static SettingReader ofCollector(ConfigInput input) {
        List<ConfigProblem> problems = new ArrayList<>();
        GivenSettings given = new GivenSettings(input, problems);
        CollectorSources sources =
                new CollectorSources(namesOf(given, Declaration.KUBERNETES), namesOf(given, Declaration.JUPYTERHUB));
        return new SettingReader(given, problems, Declaration.of(sources.clusters(), sources.hubs()), sources);
    }

    /** The acceptable names of a list that may not be acceptable as a whole: what is said of them is checked too. */
    private static List<String> namesOf(GivenSettings given, String kind) {
        Given said = given.of(kind);
        if (said == null) {
            return List.of();
        }
        List<?> words = (List<?>) ConfigDef.parseType(kind, said.text(), ConfigDef.Type.LIST);
        return words.stream()
                .map(String::valueOf)
                .filter(Names::isName)
                .distinct()
                .toList();
    }

    private void read(ConfigDef.ConfigKey key) {
        Form<?> form = Form.of(key);
        Given said = given.of(key.name);
        if (said == null && !key.hasDefault()) {
            problems.add(new ConfigProblem(null, key.name, "nothing", form.expected(), null));
            return;
        }
        if (said == null && key.defaultValue == null) {
            return;
        }
        try {
            Object parsed = said == null ? key.defaultValue : ConfigDef.parseType(key.name, said.text(), key.type);
            values.put(key.name, form.read(parsed));
        } catch (Unacceptable refused) {
            refuse(key, refused.found(), refused.suggestion());
        } catch (ConfigException noneOfThatType) {
            refuse(key, null, null);
        }
    }

    private void refuse(ConfigDef.ConfigKey key, @Nullable String found, @Nullable String suggestion) {
        Given said = given.of(key.name);
        String text = said == null ? "" : said.text();
        String shown = key.type == ConfigDef.Type.PASSWORD ? HIDDEN : found == null ? Excerpt.quoted(text) : found;
        problems.add(
                new ConfigProblem(where(key.name), key.name, shown, Form.of(key).expected(), suggestion));
    }

    /** Says that a value, acceptable by itself, does not go with the others. */
    public void refuse(String key, String found, String expected, @Nullable String suggestion) {
        problems.add(new ConfigProblem(where(key), key, found, expected, suggestion));
    }

    private @Nullable String where(String key) {
        Given said = given.of(key);
        return said == null ? null : said.where();
    }

    /** Whether something was said of a setting, acceptable or not. */
    public boolean isGiven(String key) {
        return given.of(key) != null;
    }

    /** A value; null if it is neither given nor has a default, or is not acceptable. */
    public <T> @Nullable T get(String key, Class<T> type) {
        if (!settings.names().contains(key)) {
            throw new IllegalArgumentException("setting: found '%s', expected a declared one".formatted(key));
        }
        return type.cast(values.get(key));
    }

    /** A value that is there, since nothing was found unacceptable. */
    public <T> T need(String key, Class<T> type) {
        return Objects.requireNonNull(get(key, type), key);
    }

    /** A list of names; empty if not acceptable, then there is a problem already. */
    public List<String> names(String key) {
        List<?> list = get(key, List.class);
        return list == null ? List.of() : list.stream().map(String::valueOf).toList();
    }

    /** A list of pairs in the order given; empty likewise. */
    public Map<String, String> pairs(String key) {
        Map<?, ?> map = get(key, Map.class);
        Map<String, String> pairs = new LinkedHashMap<>();
        if (map != null) {
            map.forEach((left, right) -> pairs.put(String.valueOf(left), String.valueOf(right)));
        }
        return pairs;
    }

    /** Checks that the file of a setting, if one is named, can be read as text. */
    public void checkReadable(String key) {
        Path file = get(key, Path.class);
        if (file != null) {
            PropertiesText.text(file, PropertiesText.MAX_BYTES, problems);
        }
    }

    /**
     * Ends the checks.
     *
     * @param ofFiles what is wrong in files that settings name, a line each as whoever reads them says it
     * @throws ConfigRejected with every problem there is
     */
    public void finish(String... ofFiles) throws ConfigRejected {
        if (!problems.isEmpty() || ofFiles.length > 0) {
            throw new ConfigRejected(problems, List.of(ofFiles));
        }
    }

    List<ConfigProblem> problems() {
        return problems;
    }

    /** What is in force, in the order of declaration; those found out otherwise by key. */
    public List<EffectiveSetting> effective(Map<String, String> foundOut) {
        List<EffectiveSetting> effective = new ArrayList<>();
        for (ConfigDef.ConfigKey key : settings.configKeys().values()) {
            Given said = given.of(key.name);
            String initial = key.hasDefault() && key.defaultValue != null
                    ? ConfigDef.convertToString(key.defaultValue, key.type)
                    : foundOut.get(key.name);
            String text = said == null ? initial : said.text().strip();
            if (text != null) {
                String shown = key.type == ConfigDef.Type.PASSWORD ? HIDDEN : Excerpt.ofMessage(text);
                effective.add(new EffectiveSetting(key.name, shown, said == null ? "default" : said.where()));
            }
        }
        return List.copyOf(effective);
    }
}
