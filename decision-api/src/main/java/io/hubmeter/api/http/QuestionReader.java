package io.hubmeter.api.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.hubmeter.api.decision.Question;
import io.hubmeter.api.decision.Realms;
import io.hubmeter.core.decision.Request;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Resource;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads the body of a question; used for one body only. */
final class QuestionReader {
    /** How many groups a question may list. */
    static final int MOST_GROUPS = 1_000;
    /** How many resources a question may list. */
    static final int MOST_RESOURCES = 64;
    /** The longest name of a hub, server or group, in UTF-16 units. */
    static final int LONGEST_NAME = 255;

    private static final List<String> FIELDS = List.of("hub", "realm", "user", "server", "groups", "resources");

    private final JsonParser parser;
    private final Realms realms;
    private @Nullable String hub;
    private @Nullable String realm;
    private @Nullable String user;
    private String server = "";
    private @Nullable List<String> groups;
    private final TreeMap<Resource, BigInteger> resources = new TreeMap<>();

    private QuestionReader(JsonParser parser, Realms realms) {
        this.parser = parser;
        this.realms = realms;
    }

    /**
     * The question.
     *
     * @throws Problem if the text is not acceptable
     */
    static Question read(String text, Realms realms) {
        try (JsonParser parser = Json.FACTORY.createParser(text)) {
            return new QuestionReader(parser, realms).read();
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

    private Question read() throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw Problem.with(ProblemType.MALFORMED_JSON, "", found(), "a JSON object");
        }
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            readField(parser.currentName());
        }
        if (parser.nextToken() != null) {
            throw Problem.with(ProblemType.MALFORMED_JSON, "", "more after the object", "one JSON object");
        }
        return new Question(account(), server, groups, new Request(resources));
    }

    private void readField(String name) throws IOException {
        parser.nextToken();
        switch (name) {
            case "hub" -> hub = optionalText("/hub", 1);
            case "realm" -> realm = optionalText("/realm", 1);
            case "user" -> user = text("/user", 1);
            case "server" -> {
                String given = optionalText("/server", 0);
                server = given == null ? "" : given;
            }
            case "groups" -> groups = readGroups();
            case "resources" -> readResources();
            default ->
                throw Problem.with(
                        ProblemType.UNKNOWN_FIELD, pointer("", name), "'" + name + "'", Nearest.among(FIELDS, name));
        }
    }

    private AccountId account() {
        if (user == null) {
            throw bad("/user", "nothing", "the user's name, 1 to 255 characters");
        }
        if (hub != null && realm != null) {
            throw bad("/realm", "'" + realm + "' beside a hub", "either hub or realm");
        }
        String element = hub != null ? "/hub" : "/realm";
        String named = hub != null ? realms.ofHub(hub) : realm;
        String of = named == null ? realms.unnamed() : named;
        if (!AccountId.isRealm(of)) {
            throw bad(element, "'" + of + "'", "1 to 63 characters of a-z, 0-9 and -");
        }
        return new AccountId(of, user);
    }

    private @Nullable List<String> readGroups() throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return null;
        }
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw bad("/groups", found(), "an array of names");
        }
        List<String> names = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (names.size() == MOST_GROUPS) {
                throw bad("/groups", "more than " + MOST_GROUPS, "at most " + MOST_GROUPS + " names");
            }
            names.add(text("/groups/" + names.size(), 1));
        }
        return names;
    }

    private void readResources() throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw bad("/resources", found(), "an object of quantities by resource");
        }
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            readResource(parser.currentName());
        }
    }

    private void readResource(String name) throws IOException {
        String pointer = pointer("/resources", name);
        Resource resource = resource(name, pointer);
        switch (parser.nextToken()) {
            case VALUE_NULL -> {}
            case VALUE_STRING -> resources.put(resource, QuantityText.ofString(resource, parser.getText(), pointer));
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
                resources.put(resource, QuantityText.ofNumber(resource, parser.getText(), pointer));
            default -> throw Problem.with(ProblemType.BAD_QUANTITY, pointer, found(), "a number or a string");
        }
        if (resources.size() > MOST_RESOURCES) {
            throw bad("/resources", "more than " + MOST_RESOURCES, "at most " + MOST_RESOURCES + " resources");
        }
    }

    private static Resource resource(String name, String pointer) {
        try {
            return new Resource(name);
        } catch (IllegalArgumentException e) {
            throw bad(
                    pointer,
                    "'" + name + "'",
                    "a resource's name, 1 to 100 characters of a-z, 0-9, '.', '/', '-' and '_', "
                            + Nearest.among(List.of("cpu", "memory", "gpu"), name)
                                    .replaceFirst("one of", "such as"));
        }
    }

    private @Nullable String optionalText(String pointer, int shortest) throws IOException {
        return parser.currentToken() == JsonToken.VALUE_NULL ? null : text(pointer, shortest);
    }

    private String text(String pointer, int shortest) throws IOException {
        String expected = "a string of %d to %d characters".formatted(shortest, LONGEST_NAME);
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw bad(pointer, found(), expected);
        }
        String text = parser.getText();
        if (text.length() < shortest || text.length() > LONGEST_NAME) {
            throw bad(pointer, text.length() + " characters", expected);
        }
        if (Problem.isIllFormed(text)) {
            throw bad(pointer, "half a surrogate pair", "well-formed Unicode");
        }
        return text;
    }

    /** What the parser stands at, for a message. */
    private String found() throws IOException {
        JsonToken token = parser.currentToken();
        return switch (token) {
            case null -> "nothing";
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_STRING -> "the string '" + parser.getText() + "'";
            default -> parser.getText();
        };
    }

    private static String pointer(String parent, String name) {
        String shown = name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME);
        return Problem.wellFormed(parent + "/" + shown.replace("~", "~0").replace("/", "~1"));
    }

    private static Problem bad(String pointer, String found, String expected) {
        return Problem.with(ProblemType.BAD_FIELD, pointer, found, expected);
    }
}
