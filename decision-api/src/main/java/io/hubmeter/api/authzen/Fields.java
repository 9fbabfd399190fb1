package io.hubmeter.api.authzen;

import com.fasterxml.jackson.databind.JsonNode;
import io.hubmeter.api.notation.Unacceptable;
import io.hubmeter.core.problem.Excerpt;
import org.jspecify.annotations.Nullable;

/** Fields of a JSON object, each of the type that the specification gives it. A field that may be left out may also be null. */
final class Fields {
    private Fields() {}

    /** An object that must be there. */
    static JsonNode object(JsonNode parent, String pointer, String name) throws Unacceptable {
        JsonNode object = optionalObject(parent, pointer, name);
        if (object == null) {
            throw new Unacceptable(pointer + "/" + name, "nothing", "an object");
        }
        return object;
    }

    /** An object; null if it is left out. */
    static @Nullable JsonNode optionalObject(JsonNode parent, String pointer, String name) throws Unacceptable {
        JsonNode object = present(parent, name);
        if (object != null && !object.isObject()) {
            throw new Unacceptable(pointer + "/" + name, shown(object), "an object");
        }
        return object;
    }

    /** A string that must be there. */
    static String text(JsonNode parent, String pointer, String name) throws Unacceptable {
        String text = optionalText(parent, pointer, name);
        if (text == null) {
            throw new Unacceptable(pointer + "/" + name, "nothing", "a string");
        }
        return text;
    }

    /** A string; null if it is left out. */
    static @Nullable String optionalText(JsonNode parent, String pointer, String name) throws Unacceptable {
        JsonNode text = present(parent, name);
        if (text != null && !text.isTextual()) {
            throw new Unacceptable(pointer + "/" + name, shown(text), "a string");
        }
        return text == null ? null : text.textValue();
    }

    /** A value; null if it is left out or null. */
    static @Nullable JsonNode present(JsonNode parent, String name) {
        JsonNode value = parent.get(name);
        return value == null || value.isNull() ? null : value;
    }

    /** What stands there, for a message. */
    static String shown(JsonNode value) {
        return switch (value.getNodeType()) {
            case OBJECT -> "an object";
            case ARRAY -> "an array";
            case STRING -> "the string " + Excerpt.quoted(value.textValue());
            // Not its digits: there may be a billion of them.
            case NUMBER -> value.isIntegralNumber() && value.canConvertToLong() ? value.asText() : "another number";
            case BOOLEAN -> value.asText();
            case NULL, MISSING, BINARY, POJO -> "nothing";
        };
    }
}
