package io.hubmeter.standalone.cli;

import java.time.DateTimeException;
import java.time.Instant;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** An instant as ISO 8601 with a zone, or as seconds since 1970. */
final class InstantConverter implements ITypeConverter<Instant> {
    @Override
    public Instant convert(String value) {
        try {
            return value.matches("-?\\d+")
                    ? Instant.ofEpochSecond(Long.parseLong(value))
                    : java.time.OffsetDateTime.parse(value).toInstant();
        } catch (DateTimeException | NumberFormatException e) {
            throw new TypeConversionException(
                    "found '%s', expected an instant such as 2020-06-01T00:00:00Z or seconds since 1970"
                            .formatted(value));
        }
    }
}
