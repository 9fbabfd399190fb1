package io.hubmeter.collector.config;

import java.util.function.Function;
import org.apache.kafka.common.config.ConfigDef;
import org.jspecify.annotations.Nullable;

/**
 * What the value of a setting looks like.
 *
 * @param type how Kafka's {@link ConfigDef} holds the text
 * @param placeholder stands for the value in help, e.g. {@code DURATION}
 * @param summary the form with its unit and range, for documents
 * @param expected the same for messages, after "expected"
 * @param reading makes what {@code type} holds the value that is used; throws {@link Unacceptable} if it is not of this form
 */
public record Form<T>(
        ConfigDef.Type type, String placeholder, String summary, String expected, Function<Object, T> reading)
        implements ConfigDef.Validator {

    /** {@link ConfigDef} checks defaults too, and those that are found out later are null. */
    @Override
    public void ensureValid(String name, @Nullable Object value) {
        if (value != null) {
            read(value);
        }
    }

    /** The value that is used; throws {@link Unacceptable} if this is none. */
    T read(Object value) {
        return reading.apply(value);
    }

    /** The form of a setting. */
    static Form<?> of(ConfigDef.ConfigKey key) {
        return (Form<?>) key.validator;
    }

    @Override
    public String toString() {
        return summary;
    }
}
