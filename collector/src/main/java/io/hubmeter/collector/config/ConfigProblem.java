package io.hubmeter.collector.config;

import org.jspecify.annotations.Nullable;

/**
 * One thing about the settings that cannot be accepted. Secrets are not in it.
 *
 * @param where {@code file:line}, the name of an environment variable, or {@code argument n}; null if nothing was said anywhere
 * @param key the setting; null where there is none, for instance in a file that cannot be read
 * @param found what was said, values in single quotes
 * @param expected what may be said
 * @param suggestion the known word that is nearest to what was found; null if none is near
 */
public record ConfigProblem(
        @Nullable String where,
        @Nullable String key,
        String found,
        String expected,
        @Nullable String suggestion) {

    /** For people, on one line: {@code where: key: found …, expected … (did you mean '…'?)}. */
    @Override
    public String toString() {
        return "%s%sfound %s, expected %s%s"
                .formatted(
                        where == null ? "" : where + ": ",
                        key == null ? "" : key + ": ",
                        found,
                        expected,
                        suggestion == null ? "" : " (did you mean '" + suggestion + "'?)");
    }
}
