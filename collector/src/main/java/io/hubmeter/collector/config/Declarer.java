package io.hubmeter.collector.config;

import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.jspecify.annotations.Nullable;

/** Writes settings into a {@link ConfigDef}, group by group, in the order in which they are explained. */
public final class Declarer {
    private final ConfigDef settings = new ConfigDef();
    private String group = "";

    /** What follows belongs to this group. */
    public Declarer group(String title) {
        group = title;
        return this;
    }

    /** A setting that must be given. */
    public Declarer required(String key, Form<?> form, String sentence) {
        return define(key, form, ConfigDef.NO_DEFAULT_VALUE, null, Importance.HIGH, sentence);
    }

    /** A setting with a default, as it would be written. */
    public Declarer optional(String key, Form<?> form, String initial, String sentence) {
        return define(key, form, initial, null, Importance.MEDIUM, sentence);
    }

    /** A setting without a fixed default; the words say what happens if it is left out. */
    public Declarer open(String key, Form<?> form, String initialInWords, String sentence) {
        return define(key, form, null, initialInWords, Importance.MEDIUM, sentence);
    }

    private Declarer define(
            String key,
            Form<?> form,
            @Nullable Object initial,
            @Nullable String initialInWords,
            Importance importance,
            String sentence) {
        settings.define(
                key,
                form.type(),
                initial,
                form,
                importance,
                sentence,
                group,
                settings.names().size(),
                Width.MEDIUM,
                form.placeholder(),
                java.util.List.of(),
                null,
                initialInWords);
        return this;
    }

    /** All of them. */
    public ConfigDef settings() {
        return settings;
    }
}
