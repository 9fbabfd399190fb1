package io.hubmeter.wire.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.hubmeter.core.metering.Resource;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A value within a JSON text, and where it is. Each method takes it for something and throws {@link JsonUnacceptable} if it is
 * something else.
 *
 * @param pointer JSON pointer (RFC 6901)
 */
record Element(String pointer, JsonNode node) {
    /** No quantity has more digits: ten petabytes for a century has 35. */
    static final int MOST_DIGITS = 100;
    /** No list or object has more entries. */
    static final int MOST_ENTRIES = 1_000_000;

    /** No instant is later. */
    static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999Z");

    private static final Pattern DECIMAL = Pattern.compile("[0-9]++(?:\\.[0-9]++)?");
    private static final long LAST_MS = LAST.toEpochMilli();
    private static final long LONGEST_MS = Duration.ofDays(36_525).toMillis();

    /** A field of an object; null's element if it is not there. */
    Element field(String name) {
        if (!node.isObject()) {
            throw unacceptable("an object");
        }
        JsonNode value = node.get(name);
        return new Element(below(name), value == null ? JsonNodeFactory.instance.nullNode() : value);
    }

    /** What a reader makes of the value; null if it is null or not there. */
    <T> @Nullable T orNull(Function<Element, T> reader) {
        return node.isNull() ? null : reader.apply(this);
    }

    String text() {
        if (!node.isTextual()) {
            throw unacceptable("a string");
        }
        if (!Json.isWellFormed(node.textValue())) {
            throw unacceptable("well-formed Unicode");
        }
        return node.textValue();
    }

    /** What a constructor makes of a string; its complaint is told. */
    <T> T parsed(Function<String, T> parser) {
        String text = text();
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            throw unacceptable("an acceptable value: " + e.getMessage());
        }
    }

    /** The constant that {@link Json#code} wrote. */
    <E extends Enum<E>> E code(Class<E> type) {
        String text = text();
        List<E> constants = List.of(type.getEnumConstants());
        return constants.stream()
                .filter(constant -> Json.codeOf(constant).equals(text))
                .findFirst()
                .orElseThrow(() -> unacceptable("one of "
                        + String.join(", ", constants.stream().map(Json::codeOf).toList())));
    }

    boolean truth() {
        if (!node.isBoolean()) {
            throw unacceptable("true or false");
        }
        return node.booleanValue();
    }

    long whole(long least, long most) {
        if (!node.isIntegralNumber()
                || !node.canConvertToLong()
                || node.longValue() < least
                || node.longValue() > most) {
            throw unacceptable("a whole number from %d to %d".formatted(least, most));
        }
        return node.longValue();
    }

    BigInteger exact() {
        String text = node.isTextual() ? node.textValue() : "";
        int digits = text.startsWith("-") ? text.length() - 1 : text.length();
        if (digits < 1
                || digits > MOST_DIGITS
                || !text.chars().skip(text.length() - digits).allMatch(Element::isDigit)) {
            throw unacceptable("a whole number of 1 to %d digits as a string".formatted(MOST_DIGITS));
        }
        return new BigInteger(text);
    }

    /** A number of 0 or more, as a string without an exponent. */
    BigDecimal decimal() {
        String text = node.isTextual() ? node.textValue() : "";
        if (text.length() > MOST_DIGITS || !DECIMAL.matcher(text).matches()) {
            throw unacceptable("a decimal number of at most %d characters as a string".formatted(MOST_DIGITS));
        }
        return new BigDecimal(text);
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    Instant instant() {
        return Instant.ofEpochMilli(whole(0, LAST_MS));
    }

    /** A length of time of at least so many milliseconds, and at most a century. */
    Duration duration(long leastMs) {
        return Duration.ofMillis(whole(leastMs, LONGEST_MS));
    }

    <T> List<T> list(int most, Function<Element, T> reader) {
        if (!node.isArray() || node.size() > most) {
            throw unacceptable("an array of at most %d".formatted(most));
        }
        List<T> list = new ArrayList<>(node.size());
        for (int i = 0; i < node.size(); i++) {
            list.add(reader.apply(new Element(below(String.valueOf(i)), node.get(i))));
        }
        return list;
    }

    <T> Map<String, T> map(int most, Function<Element, T> reader) {
        if (!node.isObject() || node.size() > most) {
            throw unacceptable("an object of at most %d fields".formatted(most));
        }
        Map<String, T> map = new LinkedHashMap<>();
        node.properties()
                .forEach(field ->
                        map.put(field.getKey(), reader.apply(new Element(below(field.getKey()), field.getValue()))));
        return map;
    }

    /** Exact numbers by resource, which keeps zeros. */
    SortedMap<Resource, BigInteger> exacts(int most) {
        SortedMap<Resource, BigInteger> exacts = new TreeMap<>();
        map(most, Element::exact).forEach((name, value) -> exacts.put(resource(name), value));
        return exacts;
    }

    /** The resource of a field's name. */
    Resource resource(String name) {
        try {
            return new Resource(name);
        } catch (IllegalArgumentException e) {
            throw new JsonUnacceptable(below(name), "'" + name + "'", "a resource: " + e.getMessage());
        }
    }

    JsonUnacceptable unacceptable(String expected) {
        return new JsonUnacceptable(pointer, node.isNull() ? "nothing" : node.toString(), expected);
    }

    private String below(String name) {
        return pointer + "/" + name.replace("~", "~0").replace("/", "~1");
    }
}
