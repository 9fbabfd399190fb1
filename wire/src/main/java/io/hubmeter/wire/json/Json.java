package io.hubmeter.wire.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Texts and trees. Refuses fields that are there twice and whatever follows the first value. */
final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** UTF-8, in one line, without a line's end. */
    static byte[] bytes(JsonNode node) {
        try {
            ByteBuffer bytes =
                    StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(MAPPER.writeValueAsString(node)));
            byte[] exactly = new byte[bytes.remaining()];
            bytes.get(exactly);
            return exactly;
        } catch (JsonProcessingException | CharacterCodingException e) {
            // Half a surrogate pair is all that a tree can hold and UTF-8 cannot.
            throw new JsonUnacceptable("", "text that has no form in UTF-8", "well-formed Unicode");
        }
    }

    /** Whether UTF-8 has a form for a text: it has none for half a surrogate pair. */
    static boolean isWellFormed(String text) {
        return text.codePoints().noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }

    /** The value of a text. */
    static Element read(byte[] text) {
        JsonNode node;
        try {
            node = MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new JsonUnacceptable("", String.valueOf(e.getOriginalMessage()), "one JSON value");
        } catch (IOException e) {
            throw new JsonUnacceptable("", String.valueOf(e.getMessage()), "one JSON value in UTF-8");
        }
        if (node == null || node.isMissingNode()) {
            throw new JsonUnacceptable("", "nothing", "one JSON value");
        }
        return new Element("", node);
    }

    /** A whole number as a string: most readers of JSON numbers lose digits beyond 2^53. */
    static void exact(ObjectNode object, String name, @Nullable BigInteger value) {
        object.put(name, value == null ? null : value.toString());
    }

    /** Milliseconds since 1970; null stays null. */
    static void instant(ObjectNode object, String name, @Nullable Instant at) {
        object.put(name, at == null ? null : at.toEpochMilli());
    }

    /** A constant's name in lower case with dashes; {@link Element#code} reads it back. */
    static void code(ObjectNode object, String name, Enum<?> value) {
        object.put(name, codeOf(value));
    }

    static String codeOf(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Exact numbers by resource. */
    static ObjectNode exacts(Map<io.hubmeter.core.metering.Resource, BigInteger> byResource) {
        ObjectNode object = object();
        byResource.forEach((resource, value) -> exact(object, resource.name(), value));
        return object;
    }
}
