package io.hubmeter.pages.user;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ColorScheme;
import io.hubmeter.pages.browser.Chromium;
import io.hubmeter.pages.browser.Looks;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The user page in every state, in a real browser, wide and narrow, light and dark; the pictures are in {@code target/pictures}. */
class PicturesIT {
    private static final String ORIGIN = "http://hub.test";
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                    + " connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    @SuppressWarnings("NullAway.Init")
    private static Chromium chromium;

    @BeforeAll
    static void start() {
        chromium = Chromium.start();
    }

    @AfterAll
    static void stop() {
        if (chromium != null) {
            chromium.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void nothingOverlapsAndNothingIsCut(States state) {
        look(state, 1280, ColorScheme.LIGHT);
        look(state, 390, ColorScheme.DARK);
        if (state == States.NORMAL || state == States.STOPPED) {
            look(state, 1280, ColorScheme.DARK);
            look(state, 390, ColorScheme.LIGHT);
            look(state, 320, ColorScheme.LIGHT);
        }
    }

    private static void look(States state, int width, ColorScheme scheme) {
        try (BrowserContext visitor = chromium.visitor(width, scheme)) {
            Page page = visitor.newPage();
            List<String> complaints = new ArrayList<>();
            page.onConsoleMessage(message -> complaints.add(message.text()));
            page.onPageError(complaints::add);
            page.route(ORIGIN + "/**", route -> answer(route, state));

            page.navigate(ORIGIN + "/services/quota/");

            Looks.keep(page, "user-%s-%d-%s".formatted(state, width, scheme));
            Looks.check(page);
            assertThat(complaints).as("complaints of the browser").isEmpty();
        }
    }

    private static void answer(Route route, States state) {
        String path = route.request().url().substring(ORIGIN.length());
        Route.FulfillOptions answer = new Route.FulfillOptions();
        if (path.contains("/assets/")) {
            String name = path.substring(path.lastIndexOf('/') + 1).replaceFirst("\\.[0-9a-f]{16}\\.", ".");
            answer.setContentType(name.endsWith(".css") ? "text/css" : "text/javascript")
                    .setBodyBytes(asset(name));
        } else if (path.equals("/hub/logo")) {
            answer.setContentType("image/svg+xml")
                    .setBody("<svg xmlns='http://www.w3.org/2000/svg' width='112' height='28'><rect width='112'"
                            + " height='28' rx='4' fill='#f37524'/></svg>");
        } else {
            answer.setContentType("text/html; charset=utf-8")
                    .setHeaders(java.util.Map.of("Content-Security-Policy", POLICY))
                    .setBody(UserPageTest.html(state));
        }
        route.fulfill(answer);
    }

    private static byte[] asset(String name) {
        try (InputStream in = Objects.requireNonNull(
                PicturesIT.class.getResourceAsStream("/io/hubmeter/pages/assets/" + name.toLowerCase(Locale.ROOT)))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
