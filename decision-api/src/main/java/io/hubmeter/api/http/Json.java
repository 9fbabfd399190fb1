package io.hubmeter.api.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import io.hubmeter.api.notation.InstantText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How this API writes JSON: numbers without exponents, times as RFC 3339 in UTC with milliseconds. */
final class Json {
    /** Reads and writes tokens; refuses a field that is there twice. */
    static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .disable(StreamWriteFeature.AUTO_CLOSE_CONTENT)
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .build();

    private static final int MS_DECIMALS = 3;
    /** A decision about three limits has 2.5 KB. */
    private static final int USUAL_BYTES = 4_096;

    private Json() {}

    /** Something that writes itself. */
    @FunctionalInterface
    interface Part {
        void writeTo(JsonGenerator json) throws IOException;
    }

    /** One part as UTF-8. */
    static byte[] bytes(Part part) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(USUAL_BYTES);
        try {
            write(part, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Writes one part as UTF-8; leaves the stream open, and what was written as it is if the part fails. */
    static void write(Part part, OutputStream out) throws IOException {
        try (JsonGenerator json = FACTORY.createGenerator(out)) {
            part.writeTo(json);
        }
    }

    /** An instant in words of RFC 3339, UTC, milliseconds. */
    static String text(Instant at) {
        return InstantText.of(at);
    }

    static void time(JsonGenerator json, String field, @Nullable Instant at) throws IOException {
        string(json, field, at == null ? null : text(at));
    }

    static void string(JsonGenerator json, String field, @Nullable String value) throws IOException {
        if (value == null) {
            json.writeNullField(field);
        } else {
            json.writeStringField(field, value);
        }
    }

    /** A number that may be null, which says so. */
    static void number(JsonGenerator json, String field, @Nullable BigDecimal value) throws IOException {
        if (value == null) {
            json.writeNullField(field);
        } else {
            json.writeNumberField(field, value);
        }
    }

    /** A whole number as a string: most readers of JSON numbers lose digits beyond 2^53. */
    static void exact(JsonGenerator json, String field, @Nullable BigInteger value) throws IOException {
        string(json, field, value == null ? null : value.toString());
    }

    /** A length of time in seconds, with milliseconds as decimals. */
    static BigDecimal seconds(Duration duration) {
        return BigDecimal.valueOf(duration.toMillis(), MS_DECIMALS);
    }
}
