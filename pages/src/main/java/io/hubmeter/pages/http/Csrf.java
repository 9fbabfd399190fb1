package io.hubmeter.pages.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.ServerRequestHeaders;
import io.hubmeter.pages.hub.Gate;
import java.net.URI;
import java.util.Optional;

/** Tells a form of ours from one that another site made the browser send. */
public final class Csrf {
    /** The field of every form that holds the token. */
    public static final String FIELD = "csrf";

    private static final int FORBIDDEN = 403;

    private Csrf() {}

    /**
     * Checks where the browser says that a form comes from. {@code Sec-Fetch-Site} is what a page cannot change; browsers that
     * do not send it, or not over plain HTTP, send {@code Origin} with every form.
     *
     * @throws PageProblem 403 unless it comes from this very origin
     */
    static void requireSameOrigin(ServerRequestHeaders headers) {
        Optional<String> site = headers.first(HeaderNames.create("Sec-Fetch-Site"));
        if (site.isPresent()) {
            if (!site.get().equals("same-origin")) {
                throw refused("Sec-Fetch-Site: found '%s', expected same-origin".formatted(site.get()));
            }
            return;
        }
        String host = headers.first(HeaderNames.HOST).orElse("");
        String origin = headers.first(HeaderNames.ORIGIN).orElse("none");
        if (!isOf(host, origin)) {
            throw refused("Origin: found '%s', expected that of '%s'".formatted(origin, host));
        }
    }

    private static boolean isOf(String host, String origin) {
        try {
            String authority = URI.create(origin).getRawAuthority();
            return authority != null && authority.equalsIgnoreCase(host);
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }

    /**
     * Checks the token of a form.
     *
     * @throws PageProblem 403 unless it is the session's
     */
    static void requireToken(Form form, String expected) {
        String found = String.join(" ", form.fields().getOrDefault(FIELD, java.util.List.of()));
        if (!Gate.isSame(found, expected)) {
            throw refused(found.isEmpty() ? "csrf token: found none" : "csrf token: found one of another session");
        }
    }

    private static PageProblem refused(String reason) {
        return new PageProblem(
                FORBIDDEN,
                "This form was not accepted: it does not come from this page as it is now. Go back, load the page again, and send it once more.",
                reason);
    }
}
