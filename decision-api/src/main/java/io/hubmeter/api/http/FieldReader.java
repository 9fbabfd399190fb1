package io.hubmeter.api.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.hubmeter.api.notation.Nearest;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a body that is one JSON object, field by field; whatever is not acceptable ends it with a {@link Problem}. */
final class FieldReader {
    /** The longest name of a hub, server or group, in UTF-16 units. */
    static final int LONGEST_NAME = 255;

    private final JsonParser parser;

    private FieldReader(JsonParser parser) {
        this.parser = parser;
    }

    /** Reads the value of a field; the parser stands at it. */
    @FunctionalInterface
    interface Field {
        void read(FieldReader reader, String name) throws IOException;
    }

    /** Goes through all fields of the object that a text is. */
    static void read(String text, Field field) {
        try (JsonParser parser = Json.FACTORY.createParser(text)) {
            FieldReader reader = new FieldReader(parser);
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw Problem.with(ProblemType.MALFORMED_JSON, "", reader.found(), "a JSON object");
            }
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                parser.nextToken();
                field.read(reader, name);
            }
            if (parser.nextToken() != null) {
                throw Problem.with(ProblemType.MALFORMED_JSON, "", "more after the object", "one JSON object");
            }
        } catch (JsonProcessingException e) {
            String where = "line %d, column %d"
                    .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr());
            throw Problem.of(
                    ProblemType.MALFORMED_JSON,
                    "body, %s: %s".formatted(where, Problem.wellFormed(e.getOriginalMessage())));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Where the parser stands. */
    JsonParser parser() {
        return parser;
    }

    boolean isNull() {
        return parser.currentToken() == JsonToken.VALUE_NULL;
    }

    /** A string that may be left out or null. */
    @Nullable
    String optionalText(String pointer, int shortest) throws IOException {
        return isNull() ? null : text(pointer, shortest, LONGEST_NAME);
    }

    String text(String pointer, int shortest, int longest) throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw bad(pointer, found(), expected(shortest, longest));
        }
        String text = parser.getText();
        if (text.length() < shortest || text.length() > longest) {
            throw bad(pointer, text.length() + " characters", expected(shortest, longest));
        }
        if (Problem.isIllFormed(text)) {
            throw bad(pointer, "half a surrogate pair", "well-formed Unicode");
        }
        return text;
    }

    private static String expected(int shortest, int longest) {
        return "a string of %d to %d characters".formatted(shortest, longest);
    }

    /** What the parser stands at, for a message. */
    String found() throws IOException {
        JsonToken token = parser.currentToken();
        return switch (token) {
            case null -> "nothing";
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_STRING -> "the string '" + parser.getText() + "'";
            default -> parser.getText();
        };
    }

    static Problem unknown(List<String> fields, String name) {
        return Problem.with(
                ProblemType.UNKNOWN_FIELD, pointer("", name), "'" + name + "'", Nearest.among(fields, name));
    }

    static String pointer(String parent, String name) {
        String shown = name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME);
        return Problem.wellFormed(parent + "/" + shown.replace("~", "~0").replace("/", "~1"));
    }

    static Problem bad(String pointer, String found, String expected) {
        return Problem.with(ProblemType.BAD_FIELD, pointer, found, expected);
    }
}
