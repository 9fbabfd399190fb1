package io.hubmeter.standalone.story;

import io.hubmeter.core.metering.Resource;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Amounts of memory in micro-unit milliseconds, exactly, and instants as people and programs read them. */
final class Amounts {
    private static final DateTimeFormatter MILLIS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern(
                    "d MMMM uuuu 'at' HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private Amounts() {}

    static BigInteger gibHours(long hours) {
        return Resource.MEMORY.amountOf(BigDecimal.valueOf(hours));
    }

    /** So many GiB for so long. */
    static BigInteger gib(int gib, Duration held) {
        return Resource.MEMORY.rateOf(BigDecimal.valueOf(gib)).multiply(BigInteger.valueOf(held.toMillis()));
    }

    static Duration hours(long hours, long minutes, long seconds) {
        return Duration.ofHours(hours).plusMinutes(minutes).plusSeconds(seconds);
    }

    /** As the API writes it. */
    static String text(Instant at) {
        return MILLIS.format(at);
    }

    /** As sentences have it. */
    static String minute(Instant at) {
        return MINUTE.format(at);
    }
}
