package io.hubmeter.wire.json;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Optional;

/** The answer to {@code GET /query/v1/heard}: {@code {"heardAt":1793534400000}}, or null. */
public final class HeardJson {
    private HeardJson() {}

    /** The instant as UTF-8. */
    public static byte[] write(Optional<Instant> heardAt) {
        ObjectNode node = Json.object();
        Json.instant(node, "heardAt", heardAt.orElse(null));
        return Json.bytes(node);
    }

    /**
     * The instant of a text.
     *
     * @throws JsonUnacceptable if it is another
     */
    public static Optional<Instant> read(byte[] text) {
        return Optional.ofNullable(Json.read(text).field("heardAt").orNull(Element::instant));
    }
}
