package io.hubmeter.api.http;

import io.helidon.webserver.http.ServerRequest;
import io.hubmeter.api.access.Caller;
import io.hubmeter.api.notation.Nearest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One request, matched to a route: what a handler may read of it. */
final class Call {
    private static final int MOST_PARAMETERS = 1_000;
    private static final char REPLACED = '\uFFFD';

    private final ServerRequest request;
    private final Map<String, String> pathParameters;
    private final Body body;
    private final @Nullable Caller caller;

    Call(ServerRequest request, Map<String, String> pathParameters, Body body, @Nullable Caller caller) {
        this.request = request;
        this.pathParameters = pathParameters;
        this.body = body;
        this.caller = caller;
    }

    /** Who calls; only for routes that need a token. */
    Caller caller() {
        if (caller == null) {
            throw new IllegalStateException("caller: found none, expected a route that needs a token");
        }
        return caller;
    }

    /** A parameter of the path, decoded. */
    String path(String name) {
        String value = pathParameters.get(name);
        if (value == null) {
            throw new IllegalStateException("path parameter: found none named " + name);
        }
        return value;
    }

    /** The parameters of the query, decoded, in order; refuses any that is not known. */
    Map<String, List<String>> query(List<String> known) {
        String raw = request.prologue().query().rawValue();
        if (raw.isEmpty()) {
            return Map.of();
        }
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        int count = 0;
        for (String pair : raw.split("&", -1)) {
            if (pair.isEmpty()) {
                continue;
            }
            int equals = pair.indexOf('=');
            String name = PercentText.decode(equals < 0 ? pair : pair.substring(0, equals), "query", true);
            if (!known.contains(name)) {
                String expected = known.isEmpty() ? "no query" : Nearest.among(known, name);
                throw Problem.with(ProblemType.BAD_PARAMETER, "query", "'" + name + "'", expected);
            }
            if (++count > MOST_PARAMETERS) {
                throw Problem.with(
                        ProblemType.BAD_PARAMETER,
                        "query",
                        "more than " + MOST_PARAMETERS,
                        "at most " + MOST_PARAMETERS + " parameters");
            }
            String value = equals < 0 ? "" : PercentText.decode(pair.substring(equals + 1), "query " + name, true);
            parameters.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
        }
        return parameters;
    }

    /** The only value of a parameter; null if it is left out. */
    static @Nullable String single(Map<String, List<String>> query, String name) {
        List<String> values = query.getOrDefault(name, List.of());
        if (values.size() > 1) {
            throw Problem.with(ProblemType.BAD_PARAMETER, "query " + name, values.size() + " values", "one");
        }
        return values.isEmpty() ? null : values.getFirst();
    }

    /** The host that the caller asked for, as it was sent; empty if it sent none. */
    String host() {
        return request.headers().first(io.helidon.http.HeaderNames.HOST).orElse("");
    }

    /** Whether the caller came by TLS. */
    boolean isSecured() {
        return request.isSecure();
    }

    /** The body, which must be declared as JSON, in UTF-8, and not larger than the bound. */
    String jsonBody() {
        String contentType = request.headers()
                .first(io.helidon.http.HeaderNames.CONTENT_TYPE)
                .orElse("none");
        int parameters = contentType.indexOf(';');
        String mediaType = (parameters < 0 ? contentType : contentType.substring(0, parameters)).strip();
        if (!mediaType.toLowerCase(Locale.ROOT).equals(Answer.JSON)) {
            throw Problem.with(ProblemType.UNSUPPORTED_MEDIA_TYPE, "header Content-Type", contentType, Answer.JSON);
        }
        byte[] bytes = body.read();
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (text.indexOf(REPLACED) >= 0) {
            requireUtf8(bytes);
        }
        return text;
    }

    /** What is no UTF-8 was replaced; the sign for that may also have been sent, so only this tells. */
    private static void requireUtf8(byte[] bytes) {
        try {
            var _ = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
        } catch (CharacterCodingException e) {
            throw Problem.with(ProblemType.MALFORMED_JSON, "", "bytes that are not UTF-8", "JSON in UTF-8");
        }
    }
}
