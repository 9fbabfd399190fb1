package io.hubmeter.collector.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;

/**
 * Settings that belong together.
 *
 * @param title what they are about
 * @param introduction sentences on what they have in common; empty if they speak for themselves
 * @param prefix what stands before each key, with a placeholder for the name of the source; empty if nothing does
 * @param settings in the order in which they are explained
 */
public record Group(String title, String introduction, String prefix, List<Setting> settings) {
    /** Keeps a copy. */
    public Group {
        settings = List.copyOf(settings);
    }

    /** The groups of a declaration, in its order. */
    public static List<Group> of(ConfigDef declared) {
        Map<String, List<Setting>> byTitle = new LinkedHashMap<>();
        declared.configKeys()
                .values()
                .forEach(key -> byTitle.computeIfAbsent(key.group, group -> new ArrayList<>())
                        .add(Setting.of("", key)));
        return byTitle.entrySet().stream()
                .map(group -> new Group(group.getKey(), "", "", group.getValue()))
                .toList();
    }

    /** All settings of a declaration as one group, with a prefix before each key. */
    static Group of(String title, String introduction, String prefix, ConfigDef declared) {
        return new Group(
                title,
                introduction,
                prefix,
                declared.configKeys().values().stream()
                        .map(key -> Setting.of(prefix, key))
                        .toList());
    }

    /**
     * A setting as it is explained to people.
     *
     * @param key with its prefix
     * @param placeholder what stands for the value
     * @param value what it may be: form, unit and range
     * @param initial what it is if nothing is said, as it would be written or in words; empty if it must be given
     * @param isLiteral whether {@code initial} is as it would be written
     * @param sentence what it does
     */
    public record Setting(
            String key, String placeholder, String value, String initial, boolean isLiteral, String sentence) {

        private static Setting of(String prefix, ConfigDef.ConfigKey key) {
            boolean isLiteral = key.hasDefault() && key.defaultValue != null;
            String literal = isLiteral ? ConfigDef.convertToString(key.defaultValue, key.type) : "";
            String initial =
                    !key.hasDefault() ? "" : !isLiteral ? key.alternativeString : literal.isEmpty() ? "none" : literal;
            return new Setting(
                    prefix + key.name,
                    Form.of(key).placeholder(),
                    Form.of(key).summary(),
                    initial,
                    isLiteral && !literal.isEmpty(),
                    key.documentation);
        }

        /** Whether there is no default. */
        public boolean isRequired() {
            return initial.isEmpty();
        }
    }
}
