package io.hubmeter.streams.query;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerResponse;
import io.hubmeter.wire.json.JsonUnacceptable;
import io.hubmeter.wire.peer.PeerAnswer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.streams.state.HostInfo;

/** What goes back to the caller. */
sealed interface QueryAnswer {
    /** JSON values, each on a line of its own. */
    String LINES_TYPE = "application/x-ndjson";
    /** How large a whole answer of lines may be. */
    int MOST_BYTES = 32 << 20;

    /** Whole before the status is sent; a body of no bytes has no type. */
    final class Whole implements QueryAnswer {
        private final int status;
        private final Map<String, String> headers;
        private final String type;
        private final byte[] bytes;

        Whole(int status, Map<String, String> headers, byte[] bytes) {
            this(status, headers, "application/json", bytes);
        }

        private Whole(int status, Map<String, String> headers, String type, byte[] bytes) {
            this.status = status;
            this.headers = headers;
            this.type = type;
            this.bytes = bytes;
        }

        /** The body. */
        byte[] bytes() {
            return bytes.clone();
        }

        void sendTo(ServerResponse response) {
            response.status(status);
            headers.forEach((name, value) -> response.header(HeaderNames.create(name), value));
            if (bytes.length == 0) {
                response.send();
                return;
            }
            response.header(HeaderNames.CONTENT_TYPE, type);
            response.send(bytes);
        }
    }

    /** Lines of JSON, written as they are found. */
    record Lines(Source source) implements QueryAnswer {}

    /** Gives lines to a writer one by one; throws if it cannot go on. */
    @FunctionalInterface
    interface Source {
        void writeTo(Consumer<byte[]> writer);
    }

    /** What another instance has answered, and which. */
    static Whole relayed(PeerAnswer<byte[]> answer, HostInfo instance) {
        Map<String, String> headers = new HashMap<>();
        headers.put(PeerAnswer.ANSWERED_BY, instance.host() + ":" + instance.port());
        String tag = answer.tag();
        if (tag != null) {
            headers.put("ETag", tag);
        }
        String type = answer.type();
        return new Whole(answer.status(), headers, type == null ? "application/json" : type, answer.body());
    }

    static Whole json(byte[] bytes) {
        return new Whole(200, Map.of(), bytes);
    }

    /** A line for each of few; beyond the bound it is refused, so that answers cannot fill the memory. */
    static <T> Whole lines(List<T> few, Function<T, byte[]> written) {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (T one : few) {
            lines.writeBytes(written.apply(one));
            lines.write('\n');
            if (lines.size() > MOST_BYTES) {
                throw new JsonUnacceptable(
                        "query", "more than %d bytes to answer".formatted(MOST_BYTES), "one for less at a time");
            }
        }
        return new Whole(200, Map.of(), LINES_TYPE, lines.toByteArray());
    }

    static Whole text(String type, byte[] bytes) {
        return new Whole(200, Map.of(), type, bytes);
    }

    static Whole status(int status, String text, String reason) {
        return new Whole(status, Map.of(), text(object("status", text).put("reason", reason)));
    }

    static Whole bad(int status, JsonUnacceptable refusal) {
        ObjectNode node = object("element", refusal.element())
                .put("found", refusal.found())
                .put("expected", refusal.expected())
                .put("message", String.valueOf(refusal.getMessage()));
        return new Whole(status, Map.of(), text(node));
    }

    static Whole unavailable(String message) {
        return new Whole(503, Map.of("Retry-After", "1"), text(object("message", message)));
    }

    static Whole failed(int status, Map<String, String> headers, String message) {
        return new Whole(status, headers, text(object("message", message)));
    }

    private static ObjectNode object(String name, String value) {
        return JsonNodeFactory.instance.objectNode().put(name, value);
    }

    private static byte[] text(ObjectNode node) {
        return node.toString().getBytes(StandardCharsets.UTF_8);
    }
}
