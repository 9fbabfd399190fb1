package io.hubmeter.collector.config;

import io.hubmeter.core.problem.Excerpt;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/** Reads settings one by one, and remembers everything that is wrong. */
final class SettingReader {
    static final String HIDDEN = "[hidden]";

    private final GivenSettings given;
    private final ConfigDef settings;
    private final List<ConfigProblem> problems = new ArrayList<>();

    /** What can be used, by key. */
    private final Map<String, Object> values = new HashMap<>();

    private SettingReader(ConfigInput input) {
        given = new GivenSettings(input, problems);
        List<String> clusters = namesOf(Declaration.KUBERNETES);
        List<String> hubs = namesOf(Declaration.JUPYTERHUB);
        settings = Declaration.of(clusters, hubs);
        given.refuseUnknown(settings, new GivenSettings.Sources(clusters, hubs), problems);
        settings.configKeys().values().forEach(this::read);
    }

    static SettingReader of(ConfigInput input) {
        return new SettingReader(input);
    }

    /** The acceptable names of a list that may not be acceptable as a whole: what is said of them is checked too. */
    private List<String> namesOf(String kind) {
        Given said = given.of(kind);
        if (said == null) {
            return List.of();
        }
        List<?> words = (List<?>) ConfigDef.parseType(kind, said.text(), ConfigDef.Type.LIST);
        return words.stream()
                .map(String::valueOf)
                .filter(word -> Names.NAME.matcher(word).matches())
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
    void refuse(String key, String found, String expected, @Nullable String suggestion) {
        problems.add(new ConfigProblem(where(key), key, found, expected, suggestion));
    }

    private @Nullable String where(String key) {
        Given said = given.of(key);
        return said == null ? null : said.where();
    }

    /** Whether something was said of a setting, acceptable or not. */
    boolean isGiven(String key) {
        return given.of(key) != null;
    }

    /** A value; null if it is neither given nor has a default, or is not acceptable. */
    <T> @Nullable T get(String key, Class<T> type) {
        if (!settings.names().contains(key)) {
            throw new IllegalArgumentException("setting: found '%s', expected a declared one".formatted(key));
        }
        return type.cast(values.get(key));
    }

    List<ConfigProblem> problems() {
        return problems;
    }

    /** What is in force, in the order of declaration; those found out otherwise by key. */
    List<EffectiveSetting> effective(Map<String, String> foundOut) {
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
