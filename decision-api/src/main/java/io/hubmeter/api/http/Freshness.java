package io.hubmeter.api.http;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Writes how old the newest news is that an answer rests on. */
final class Freshness {
    private Freshness() {}

    /**
     * The fields {@code heardAt} and {@code freshnessSeconds}; both null if nothing was heard.
     *
     * @param now the instant of asking; freshness is negative if the source's clock is ahead of it
     */
    static void write(JsonGenerator json, @Nullable Instant heardAt, Instant now) throws IOException {
        Json.time(json, "heardAt", heardAt);
        Json.number(json, "freshnessSeconds", heardAt == null ? null : Json.seconds(Duration.between(heardAt, now)));
    }
}
