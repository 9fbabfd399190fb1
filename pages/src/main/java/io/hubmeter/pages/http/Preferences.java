package io.hubmeter.pages.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.ServerRequestHeaders;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** How a visitor likes numbers and times, as the browser tells. */
final class Preferences {
    /** The cookie in which script leaves the browser's time zone. */
    static final String ZONE_COOKIE = "hubmeter-tz";

    private static final int LONGEST = 500;
    private static final List<Locale> LOCALES = Arrays.asList(Locale.getAvailableLocales());
    private static final Set<String> ZONES = ZoneId.getAvailableZoneIds();

    private Preferences() {}

    /** The first language that is known; English if none is. */
    static Locale locale(ServerRequestHeaders headers) {
        String accepted = headers.first(HeaderNames.ACCEPT_LANGUAGE).orElse("");
        if (accepted.isBlank() || accepted.length() > LONGEST) {
            return Locale.ENGLISH;
        }
        try {
            Locale found = Locale.lookup(Locale.LanguageRange.parse(accepted), LOCALES);
            return found == null || found.getLanguage().isEmpty() ? Locale.ENGLISH : found;
        } catch (IllegalArgumentException malformed) {
            return Locale.ENGLISH;
        }
    }

    /** The zone of the cookie, if there is one of that name. */
    static ZoneId zone(ServerRequestHeaders headers, ZoneId otherwise) {
        return headers.cookies().all(ZONE_COOKIE, List::of).stream()
                .map(Preferences::decoded)
                .filter(ZONES::contains)
                .findFirst()
                .map(ZoneId::of)
                .orElse(otherwise);
    }

    private static String decoded(String value) {
        try {
            return URLDecoder.decode(value, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return "";
        }
    }
}
