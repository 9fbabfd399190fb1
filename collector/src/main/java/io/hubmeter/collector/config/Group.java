package io.hubmeter.collector.config;

import java.util.List;

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

        /** Whether there is no default. */
        public boolean isRequired() {
            return initial.isEmpty();
        }
    }
}
