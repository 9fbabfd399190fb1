package io.hubmeter.collector.config;

import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/** A value is not what its setting may be. */
final class Unacceptable extends ConfigException {
    private static final long serialVersionUID = 1L;

    private final @Nullable String found;
    private final @Nullable String suggestion;

    /**
     * Says which part of a value is to blame.
     *
     * @param found the part, quoted; null if the whole value is to blame
     * @param suggestion the word that was probably meant; null if none is near
     */
    Unacceptable(@Nullable String found, @Nullable String suggestion) {
        super(found == null ? "the value" : found);
        this.found = found;
        this.suggestion = suggestion;
    }

    @Nullable
    String found() {
        return found;
    }

    @Nullable
    String suggestion() {
        return suggestion;
    }
}
