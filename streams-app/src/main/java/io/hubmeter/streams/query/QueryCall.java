package io.hubmeter.streams.query;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.usage.Period;
import io.hubmeter.wire.json.JsonUnacceptable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One request: what a handler may read of it. */
final class QueryCall {
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999Z");

    /** Asks for one partition; instances ask each other so. */
    static final String PARTITION = "partition";

    private final ServerRequest request;
    private final int mostBytes;
    private byte @Nullable [] body;

    QueryCall(ServerRequest request, int mostBytes) {
        this.request = request;
        this.mostBytes = mostBytes;
    }

    /** The value of a header; null if it is not there. */
    @Nullable
    String header(String name) {
        return request.headers().first(HeaderNames.create(name)).orElse(null);
    }

    /** Whether another instance has passed it on: then it is answered here, or not at all. */
    boolean isForwarded() {
        return header(OtherInstances.FORWARDED) != null;
    }

    String method() {
        return request.prologue().method().text();
    }

    /** The path without the query. */
    String path() {
        return request.prologue().uriPath().rawPath();
    }

    /** Path and query as they came. */
    String target() {
        String query = request.prologue().query().rawValue();
        return query.isEmpty() ? path() : path() + '?' + query;
    }

    /** The same, asking for one partition. */
    String targetFor(int partition) {
        String target = target();
        return target + (target.indexOf('?') < 0 ? '?' : '&') + PARTITION + '=' + partition;
    }

    /** The body, not larger than the bound. */
    byte[] body() {
        byte[] known = body;
        if (known != null) {
            return known;
        }
        byte[] bytes;
        try {
            bytes = request.content().hasEntity()
                    ? request.content().inputStream().readNBytes(mostBytes + 1)
                    : new byte[0];
        } catch (IOException e) {
            throw new JsonUnacceptable("", "bytes that do not fit its length or chunks", "a whole body");
        }
        if (bytes.length > mostBytes) {
            throw new JsonUnacceptable("", "more", "at most %d bytes".formatted(mostBytes));
        }
        body = bytes;
        return bytes;
    }

    /** Whether nothing of the body is left that could be taken for another request. */
    boolean isSpent() {
        return body != null || !request.content().hasEntity();
    }

    /** The parameters of the query: exactly these, each once. */
    Map<String, String> query(List<String> names) {
        return query(names, List.of());
    }

    /** The parameters of the query: each of the first, and any of the others, once. */
    Map<String, String> query(List<String> names, List<String> others) {
        Map<String, String> parameters = new HashMap<>();
        String raw = request.prologue().query().rawValue();
        for (String pair : raw.isEmpty() ? new String[0] : raw.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            if (!names.contains(name) && !others.contains(name)) {
                List<String> known =
                        Stream.concat(names.stream(), others.stream()).toList();
                throw new JsonUnacceptable(
                        "query", "'" + name + "'", known.isEmpty() ? "no query" : "one of " + String.join(", ", known));
            }
            if (parameters.put(name, decoded(name, equals < 0 ? "" : pair.substring(equals + 1))) != null) {
                throw new JsonUnacceptable("query " + name, "two values", "one");
            }
        }
        for (String name : names) {
            if (!parameters.containsKey(name)) {
                throw new JsonUnacceptable("query " + name, "nothing", "a value");
            }
        }
        return parameters;
    }

    /** Percent-decoding (RFC 3986) of UTF-8, with {@code +} for a space as forms have it. */
    private static String decoded(String name, String raw) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '%') {
                int high = i + 2 < raw.length() ? Character.digit(raw.charAt(i + 1), 16) : -1;
                int low = i + 2 < raw.length() ? Character.digit(raw.charAt(i + 2), 16) : -1;
                if (high < 0 || low < 0) {
                    throw new JsonUnacceptable("query " + name, "'" + raw + "'", "two hex digits after each %");
                }
                bytes.write(high << 4 | low);
                i += 2;
            } else {
                bytes.write(c == '+' ? ' ' : c);
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new JsonUnacceptable("query " + name, "'" + raw + "'", "percent-encoded UTF-8");
        }
    }

    static AccountId account(Map<String, String> query) {
        String text = query.getOrDefault("account", "");
        try {
            return AccountId.parse(text);
        } catch (IllegalArgumentException e) {
            throw new JsonUnacceptable("query account", "'" + text + "'", "realm/user: " + e.getMessage());
        }
    }

    /** The partition asked for; -1 if all are. */
    static int partition(Map<String, String> query, int partitions) {
        String text = query.get(PARTITION);
        if (text == null) {
            return -1;
        }
        try {
            int partition = Integer.parseInt(text);
            if (partition >= 0 && partition < partitions) {
                return partition;
            }
        } catch (NumberFormatException e) {
            // Told below, with every other number that is none of these.
        }
        throw new JsonUnacceptable("query partition", "'" + text + "'", "a whole number from 0 to " + (partitions - 1));
    }

    static Period period(Map<String, String> query) {
        String text = query.getOrDefault("period", "");
        return switch (text) {
            case "hour" -> Period.HOUR;
            case "day" -> Period.DAY;
            default -> throw new JsonUnacceptable("query period", "'" + text + "'", "one of hour, day");
        };
    }

    static int count(Map<String, String> query, String name, int most) {
        String text = query.getOrDefault(name, "");
        try {
            int count = Integer.parseInt(text);
            if (count >= 1 && count <= most) {
                return count;
            }
        } catch (NumberFormatException e) {
            // Told below, with every other number that is none of these.
        }
        throw new JsonUnacceptable("query " + name, "'" + text + "'", "a whole number from 1 to " + most);
    }

    static Instant instant(Map<String, String> query, String name) {
        String text = query.getOrDefault(name, "");
        try {
            Instant instant = Instant.ofEpochMilli(Long.parseLong(text));
            if (!instant.isBefore(Instant.EPOCH) && !instant.isAfter(LAST)) {
                return instant;
            }
        } catch (NumberFormatException e) {
            // Told below, with everything else that is no instant.
        }
        throw new JsonUnacceptable(
                "query " + name, "'" + text + "'", "milliseconds since 1970, 0 to " + LAST.toEpochMilli());
    }
}
