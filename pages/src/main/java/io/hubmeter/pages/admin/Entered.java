package io.hubmeter.pages.admin;

import io.hubmeter.api.notation.Unacceptable;
import java.util.Map;

/**
 * What was entered into one of the forms of a person's page, and what of it cannot be accepted.
 *
 * @param kind the form: {@code grant}, {@code correction}, {@code void}; empty if none was sent
 * @param values by field, as they were entered
 * @param wrong the field that cannot be accepted; empty if none
 * @param message what is wrong with it
 */
record Entered(String kind, Map<String, String> values, String wrong, String message) {
    /** Nothing yet. */
    static final Entered NOTHING = new Entered("", Map.of(), "", "");

    /** One field of a form as it is shown. */
    record Field(String value, String error) {}

    static Entered refused(Map<String, String> values, Unacceptable why) {
        String field = why.pointer().startsWith("/") ? why.pointer().substring(1) : why.pointer();
        return new Entered(
                values.getOrDefault("kind", ""),
                values,
                field,
                why.found().equals("nothing")
                        ? "This is missing: expected %s.".formatted(why.expected())
                        : "Found %s, expected %s.".formatted(why.found(), why.expected()));
    }

    /** A field of one of the forms. */
    Field field(String form, String name) {
        return form.equals(kind)
                ? new Field(values.getOrDefault(name, ""), name.equals(wrong) ? message : "")
                : new Field("", "");
    }

    /** Every field of one of the forms. */
    Map<String, Field> fields(String form) {
        return Map.of(
                "amount", field(form, "amount"),
                "window", field(form, "window"),
                "from", field(form, "from"),
                "until", field(form, "until"),
                "reason", field(form, "reason"));
    }
}
