package io.hubmeter.collector.config;

/**
 * What was said of a setting.
 *
 * @param text as it was written; may be a secret
 * @param where {@code file:line}, the name of an environment variable, or {@code argument n}
 */
record Given(String text, String where) {

    @Override
    public String toString() {
        return "Given[" + where + ']';
    }
}
