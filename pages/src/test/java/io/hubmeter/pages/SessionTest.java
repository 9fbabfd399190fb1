package io.hubmeter.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.pages.FakeHub.User;
import io.hubmeter.pages.hub.Admins;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class SessionTest {
    private Stage stage;

    @BeforeEach
    void open() throws Exception {
        stage = Stage.open();
    }

    @AfterEach
    void close() {
        stage.close();
    }

    /** Both services have the same token, so that only the audience tells their cookies apart. */
    @Test
    void aCookieOfAnotherServiceIsRefused() throws Exception {
        Browser browser = stage.loggedIn(User.of("alice").with("access:services"));
        try (Pages other = stage.start("other", Admins.OF_HUB, false);
                Browser thief = new Browser(other.uri())) {
            thief.cookies.put("hubmeter-other", browser.cookies.get(Stage.SESSION));
            assertThat(thief.get("/services/other/").statusCode()).isEqualTo(303);
        }
        logged("session: for another service or path");
    }

    @Test
    void aCookieThatWasChangedIsRefused() throws Exception {
        Browser browser = stage.loggedIn(User.of("alice"));
        String cookie = java.util.Objects.requireNonNull(browser.cookies.get(Stage.SESSION));
        for (int i : new int[] {5, cookie.length() / 2, cookie.length() - 10}) {
            char other = cookie.charAt(i) == 'A' ? 'B' : 'A';
            browser.cookies.put(Stage.SESSION, cookie.substring(0, i) + other + cookie.substring(i + 1));
            assertThat(browser.get(Stage.PREFIX).statusCode()).isEqualTo(303);
        }
        assertThat(stage.logged())
                .filteredOn(line -> line.contains("not sealed with our key"))
                .hasSize(3);
    }

    @Test
    void textThatIsNoCookieOfOursIsRefused() throws Exception {
        Browser browser = stage.browser();
        for (String text : List.of("x", "a.b.c", "eyJhbGciOiJub25lIn0.e30.", "a.b.c.d.e", "A".repeat(5_000))) {
            browser.cookies.put(Stage.SESSION, text);
            assertThat(browser.get(Stage.PREFIX).statusCode()).as(text).isEqualTo(303);
        }
        assertThat(stage.hub.checks()).isZero();
        assertThat(stage.logged())
                .filteredOn(line -> line.startsWith("refused"))
                .hasSize(5);
    }

    @Test
    void aSessionEndsAfterEightHours() throws Exception {
        Browser browser = stage.loggedIn(User.of("alice"));
        stage.advance(Duration.ofHours(8).minusSeconds(1));
        assertThat(browser.get(Stage.PREFIX).statusCode()).isEqualTo(200);
        stage.advance(Duration.ofSeconds(1));
        assertThat(browser.get(Stage.PREFIX).statusCode()).isEqualTo(303);
    }

    @Test
    void aLogoutInTheHubEndsTheSessionWithinAMinute() throws Exception {
        Browser browser = stage.loggedIn(User.of("alice"));
        stage.hub.logOut("alice");
        assertThat(browser.get(Stage.PREFIX).statusCode()).isEqualTo(200);
        stage.advance(Duration.ofMinutes(1));
        assertThat(browser.get(Stage.PREFIX).statusCode()).isEqualTo(303);
        stage.advance(Duration.ofMinutes(10));
        assertThat(browser.get(Stage.PREFIX).statusCode()).isEqualTo(303);
        assertThat(stage.hub.checks()).isEqualTo(2);
    }

    @Test
    void aLogoutEndsTheSessionAtOnceWhoeverHasItsCookie() throws Exception {
        Browser browser = stage.loggedIn(User.of("alice"));
        Browser thief = stage.browser();
        thief.cookies.putAll(browser.cookies);
        String token = Browser.csrfToken(browser.get(Stage.PREFIX));
        HttpResponse<String> out = browser.post(Stage.PREFIX + "logout", Map.of("csrf", token));
        assertThat(out.statusCode()).isEqualTo(303);
        assertThat(Browser.location(out)).isEqualTo("/hub/logout");
        assertThat(browser.cookies).isEmpty();
        assertThat(thief.get(Stage.PREFIX).statusCode()).isEqualTo(303);
    }

    @Test
    void aUserWhoIsCalledOtherwiseNowIsNotLetIn() throws Exception {
        Browser browser = stage.loggedIn(User.of("alice"));
        stage.hub.put(User.of("mallory"));
        stage.hub.rename("alice", "mallory");
        stage.advance(Duration.ofMinutes(1));
        assertThat(browser.get(Stage.PREFIX).statusCode()).isEqualTo(303);
        logged("session: of a user who is now called otherwise");
    }

    @Test
    void whoeverLosesAccessIsRefusedWithinAMinute() throws Exception {
        Browser browser = stage.loggedIn(User.of("alice"));
        stage.hub.put(User.of("alice").with("read:users:name!user=alice"));
        stage.advance(Duration.ofMinutes(1));
        assertThat(browser.get(Stage.PREFIX).statusCode()).isEqualTo(403);
        logged("user='alice' reason=\"scopes: found neither");
    }

    @Test
    void thousandViewsCostTheHubOneCheckAMinute() throws Exception {
        Browser browser = stage.loggedIn(User.of("alice"));
        assertThat(stage.hub.checks()).as("the login's own").isEqualTo(1);
        for (int i = 0; i < 1_000; i++) {
            assertThat(browser.get(Stage.PREFIX).statusCode()).isEqualTo(200);
            stage.advance(Duration.ofMillis(300));
        }
        assertThat(stage.hub.checks()).as("in 5 minutes").isEqualTo(1 + 4);
    }

    @Test
    void viewsAtOnceShareOneCheck() throws Exception {
        Browser browser = stage.loggedIn(User.of("alice"));
        stage.advance(Duration.ofMinutes(2));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Integer> view = () -> browser.get(Stage.PREFIX).statusCode();
            List<Future<Integer>> views = java.util.stream.Stream.generate(() -> threads.submit(view))
                    .limit(50)
                    .toList();
            for (Future<Integer> done : views) {
                assertThat(done.get()).isEqualTo(200);
            }
        }
        assertThat(stage.hub.checks()).isEqualTo(2);
    }

    @Test
    void whileTheHubIsAwaySessionsLiveOnForFiveMinutes() throws Exception {
        Browser browser = stage.loggedIn(User.of("alice"));
        stage.hub.fail(502);
        stage.advance(Duration.ofMinutes(4));
        assertThat(browser.get(Stage.PREFIX).statusCode()).isEqualTo(200);
        stage.advance(Duration.ofMinutes(1));
        for (int i = 0; i < 20; i++) {
            HttpResponse<String> view = browser.get(Stage.PREFIX);
            assertThat(view.statusCode()).isEqualTo(503);
            assertThat(view.body()).contains("JupyterHub cannot be reached now").doesNotContain("alice");
        }
        assertThat(stage.hub.checks()).as("login, at 4 minutes, at 5 minutes").isEqualTo(3);
        stage.hub.fail(0);
        stage.advance(Duration.ofSeconds(10));
        assertThat(browser.get(Stage.PREFIX).statusCode()).isEqualTo(200);
    }

    /** After a restart nothing is remembered, so nothing is believed. */
    @Test
    void aSessionThatWasNeverCheckedHereIsNotBelievedWhileTheHubIsAway() throws Exception {
        Browser browser = stage.loggedIn(User.of("alice"));
        try (Pages copy = stage.start("quota", Admins.OF_HUB, false);
                Browser elsewhere = new Browser(copy.uri())) {
            elsewhere.cookies.putAll(browser.cookies);
            assertThat(elsewhere.get(Stage.PREFIX).statusCode())
                    .as("copies share sessions")
                    .isEqualTo(200);
        }
        stage.hub.fail(500);
        try (Pages copy = stage.start("quota", Admins.OF_HUB, false);
                Browser elsewhere = new Browser(copy.uri())) {
            elsewhere.cookies.putAll(browser.cookies);
            assertThat(elsewhere.get(Stage.PREFIX).statusCode()).isEqualTo(503);
        }
    }

    @Test
    void scriptIsToldInsteadOfBeingLedToTheLogin() throws Exception {
        HttpResponse<String> response = stage.browser().get(Stage.PREFIX, "Sec-Fetch-Dest", "empty");
        assertThat(response.statusCode()).isEqualTo(401);
    }

    private void logged(String text) {
        assertThat(stage.logged())
                .filteredOn(line -> line.startsWith("refused") && line.contains(text))
                .hasSize(1);
    }
}
