package io.hubmeter.collector.config;

/**
 * A setting in force, as it may be shown to anybody.
 *
 * @param key the setting
 * @param value as it would be written; a secret is hidden
 * @param where {@code default}, {@code file:line}, the name of an environment variable, or {@code argument n}
 */
public record EffectiveSetting(String key, String value, String where) {}
