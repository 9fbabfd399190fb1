package io.hubmeter.api.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.hubmeter.api.access.Caller;
import io.hubmeter.api.decision.Question;
import io.hubmeter.api.decision.Realms;
import io.hubmeter.api.notation.DurationText;
import io.hubmeter.api.notation.Nearest;
import io.hubmeter.core.decision.Request;
import io.hubmeter.core.metering.Resource;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Duration;
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
    /** The longest time that a server may ask to run. */
    static final Duration LONGEST_RUNTIME = Duration.ofDays(366);

    private static final List<String> FIELDS =
            List.of("hub", "realm", "user", "server", "groups", "resources", "runtime");
    private static final String RUNTIME = DurationText.EXPECTED + ", or seconds as a number; more than 0, at most 366d";

    private static final int LONGEST_NUMBER = 100;

    private @Nullable String hub;
    private @Nullable String realm;
    private @Nullable String user;
    private String server = "";
    private @Nullable List<String> groups;
    private @Nullable Duration runtime;
    private final TreeMap<Resource, BigInteger> resources = new TreeMap<>();

    private QuestionReader() {}

    /**
     * The question.
     *
     * @param caller who asks; a hub may ask for itself alone
     * @throws Problem if the text is not acceptable
     */
    static Question read(String text, Realms realms, Caller caller) {
        QuestionReader question = new QuestionReader();
        FieldReader.read(text, question::readField);
        AccountFields asked = AccountFields.of(question.hub, question.realm, question.user, realms, caller);
        return new Question(
                asked.account(),
                asked.hub(),
                question.server,
                question.groups,
                new Request(question.resources),
                question.runtime);
    }

    private void readField(FieldReader reader, String name) throws IOException {
        switch (name) {
            case "hub" -> hub = reader.optionalText("/hub", 1);
            case "realm" -> realm = reader.optionalText("/realm", 1);
            case "user" -> user = reader.text("/user", 1, FieldReader.LONGEST_NAME);
            case "server" -> {
                String given = reader.optionalText("/server", 0);
                server = given == null ? "" : given;
            }
            case "groups" -> groups = readGroups(reader);
            case "resources" -> readResources(reader);
            case "runtime" -> runtime = readRuntime(reader);
            default -> throw FieldReader.unknown(FIELDS, name);
        }
    }

    private static @Nullable Duration readRuntime(FieldReader reader) throws IOException {
        JsonParser parser = reader.parser();
        Duration runtime = switch (parser.currentToken()) {
            case VALUE_NULL -> null;
            case VALUE_STRING -> DurationText.parse(parser.getText()).orElse(Duration.ZERO);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> seconds(parser.getText());
            default -> Duration.ZERO;
        };
        if (runtime != null && (!runtime.isPositive() || runtime.compareTo(LONGEST_RUNTIME) > 0)) {
            throw FieldReader.bad("/runtime", reader.found(), RUNTIME);
        }
        return runtime;
    }

    /** A JSON number; zero if it is longer, or its exponent greater, than is looked at. */
    private static BigDecimal number(String written) {
        try {
            return written.length() > LONGEST_NUMBER ? BigDecimal.ZERO : new BigDecimal(written);
        } catch (NumberFormatException exponentOverflow) {
            return BigDecimal.ZERO;
        }
    }

    /** Up to a millisecond more than written; zero if that is too much to be looked at. */
    private static Duration seconds(String written) {
        BigDecimal seconds = number(written);
        // Compares before it expands: a number of a billion digits is told from its exponent.
        boolean isInRange = seconds.signum() > 0
                && seconds.compareTo(BigDecimal.valueOf(LONGEST_RUNTIME.toSeconds())) <= 0
                && seconds.scale() <= LONGEST_NUMBER;
        return isInRange
                ? Duration.ofMillis(seconds.movePointRight(3)
                        .setScale(0, RoundingMode.CEILING)
                        .longValueExact())
                : Duration.ZERO;
    }

    private static @Nullable List<String> readGroups(FieldReader reader) throws IOException {
        JsonParser parser = reader.parser();
        if (reader.isNull()) {
            return null;
        }
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw FieldReader.bad("/groups", reader.found(), "an array of names");
        }
        List<String> names = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (names.size() == MOST_GROUPS) {
                throw FieldReader.bad("/groups", "more than " + MOST_GROUPS, "at most " + MOST_GROUPS + " names");
            }
            names.add(reader.text("/groups/" + names.size(), 1, FieldReader.LONGEST_NAME));
        }
        return names;
    }

    private void readResources(FieldReader reader) throws IOException {
        JsonParser parser = reader.parser();
        if (reader.isNull()) {
            return;
        }
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw FieldReader.bad("/resources", reader.found(), "an object of quantities by resource");
        }
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            readResource(reader, parser.currentName());
        }
    }

    private void readResource(FieldReader reader, String name) throws IOException {
        JsonParser parser = reader.parser();
        String pointer = FieldReader.pointer("/resources", name);
        Resource resource = resource(name, pointer);
        switch (parser.nextToken()) {
            case VALUE_NULL -> {}
            case VALUE_STRING -> resources.put(resource, QuantityText.ofString(resource, parser.getText(), pointer));
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
                resources.put(resource, QuantityText.ofNumber(resource, parser.getText(), pointer));
            default -> throw Problem.with(ProblemType.BAD_QUANTITY, pointer, reader.found(), "a number or a string");
        }
        if (resources.size() > MOST_RESOURCES) {
            throw FieldReader.bad(
                    "/resources", "more than " + MOST_RESOURCES, "at most " + MOST_RESOURCES + " resources");
        }
    }

    private static Resource resource(String name, String pointer) {
        try {
            return Resource.of(name);
        } catch (IllegalArgumentException e) {
            throw FieldReader.bad(
                    pointer,
                    "'" + name + "'",
                    "a resource's name, 1 to 100 characters of a-z, 0-9, '.', '/', '-' and '_', "
                            + Nearest.among(List.of("cpu", "memory", "gpu"), name)
                                    .replaceFirst("one of", "such as"));
        }
    }
}
