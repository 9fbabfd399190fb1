package io.hubmeter.pages.http;

import io.helidon.http.SetCookie;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What goes back to the browser.
 *
 * @param status the HTTP status
 * @param headers besides those that everything has (see {@link SecurityHeaders})
 * @param cookies to be set
 * @param streamed whether the body is written as it is made, so that its length is not known beforehand
 * @param body writes the body
 */
record Answer(int status, Map<String, String> headers, List<SetCookie> cookies, boolean streamed, Reply.Body body) {
    private static final String TYPE = "Content-Type";
    private static final String CACHING = "Cache-Control";

    Answer {
        headers = Map.copyOf(headers);
        cookies = List.copyOf(cookies);
    }

    static Answer html(int status, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new Answer(
                status,
                Map.of(TYPE, "text/html; charset=utf-8", CACHING, "no-store"),
                List.of(),
                false,
                out -> out.write(bytes));
    }

    static Answer text(int status, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new Answer(
                status,
                Map.of(TYPE, "text/plain; charset=utf-8", CACHING, "no-store"),
                List.of(),
                false,
                out -> out.write(bytes));
    }

    static Answer asset(Assets.Asset asset) {
        return new Answer(
                200,
                Map.of(TYPE, asset.contentType(), CACHING, "public, max-age=31536000, immutable"),
                List.of(),
                false,
                out -> out.write(asset.content().bytes()));
    }

    static Answer csv(Reply.Csv csv) {
        Map<String, String> headers = Map.of(
                TYPE,
                "text/csv; charset=utf-8; header=present",
                CACHING,
                "no-store",
                "Content-Disposition",
                "attachment; filename=\"" + csv.fileName() + "\"");
        return new Answer(200, headers, List.of(), true, csv.body());
    }

    /** To a path at the same host; what the browser sent before is not sent again. */
    static Answer seeOther(String location) {
        return new Answer(303, Map.of("Location", location, CACHING, "no-store"), List.of(), false, out -> {});
    }

    Answer with(SetCookie cookie) {
        List<SetCookie> more = new ArrayList<>(cookies);
        more.add(cookie);
        return new Answer(status, headers, more, streamed, body);
    }

    Answer with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Answer(status, more, cookies, streamed, body);
    }
}
