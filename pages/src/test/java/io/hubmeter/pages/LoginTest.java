package io.hubmeter.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.pages.FakeHub.User;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LoginTest {
    private Stage stage;

    @BeforeEach
    void open() throws Exception {
        stage = Stage.open();
        stage.hub.put(User.of("alice"));
    }

    @AfterEach
    void close() throws Exception {
        stage.close();
    }

    @Test
    void whoeverIsNotKnownIsLedToTheHub() throws Exception {
        HttpResponse<String> response = stage.browser().get(Stage.PREFIX);
        assertThat(response.statusCode()).isEqualTo(303);
        assertThat(Browser.location(response))
                .startsWith("/hub/api/oauth2/authorize?")
                .contains("response_type=code", "client_id=service-quota")
                .contains("redirect_uri=%2Fservices%2Fquota%2Foauth_callback");
        assertThat(response.headers().firstValue("Set-Cookie").orElseThrow())
                .startsWith("hubmeter-quota-login-")
                .contains("HttpOnly", "SameSite=Lax", "Path=/services/quota/", "Max-Age=600")
                .doesNotContain("Secure")
                .doesNotContain(Stage.stateOf(response));
    }

    @Test
    void aLoginBeginsASession() throws Exception {
        Browser browser = stage.browser();
        HttpResponse<String> back = stage.logIn(browser, "alice", Stage.PREFIX);
        assertThat(back.statusCode()).isEqualTo(303);
        assertThat(Browser.location(back)).isEqualTo(Stage.PREFIX);
        assertThat(back.headers().allValues("Set-Cookie"))
                .anySatisfy(cookie -> assertThat(cookie)
                        .startsWith(Stage.SESSION + "=ey")
                        .contains("HttpOnly", "SameSite=Lax", "Path=/services/quota/")
                        .doesNotContain("Max-Age"))
                .anySatisfy(cookie ->
                        assertThat(cookie).startsWith("hubmeter-quota-login-").contains("Expires=Thu, 1 Jan 1970"));
        assertThat(browser.get(Stage.PREFIX).body()).contains("<bdi>alice</bdi>");
    }

    @Test
    void cookiesAreSecureWhereBrowsersComeByHttps() throws Exception {
        try (Stage secure = Stage.withHttps()) {
            secure.hub.put(User.of("alice"));
            HttpResponse<String> back = secure.logIn(secure.browser(), "alice", Stage.PREFIX);
            assertThat(back.headers().allValues("Set-Cookie"))
                    .allSatisfy(cookie -> assertThat(cookie)
                            .startsWith("__Secure-hubmeter-quota")
                            .contains("Secure;"));
        }
    }

    @Test
    void thePageThatWasAskedForComesNext() throws Exception {
        HttpResponse<String> back = stage.logIn(stage.browser(), "alice", Stage.PREFIX + "echo?a=b%20c&d=%C3%A9");
        assertThat(Browser.location(back)).isEqualTo(Stage.PREFIX + "echo?a=b%20c&d=%C3%A9");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "?next=https://evil.example",
                "?next=//evil.example",
                "echo?x=https://evil.example",
                "echo?%0d%0aLocation:%20https://evil.example",
                "?/../../hub/logout"
            })
    void noLoginLeadsAwayFromThePages(String asked) throws Exception {
        HttpResponse<String> back = stage.logIn(stage.browser(), "alice", Stage.PREFIX + asked);
        assertThat(back.statusCode()).isEqualTo(303);
        assertThat(Browser.location(back)).startsWith(Stage.PREFIX).doesNotContain("\r", "\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/services/quota//evil.example",
                "/services/quota/..%2f..",
                "/services/quota/%5Cevil.example",
                "/services/quota/https:%2F%2Fevil.example",
                "//evil.example/services/quota/"
            })
    void addressesThatArePagesOfNobodyBeginNoLogin(String path) throws Exception {
        assertThat(stage.browser().get(stage.pages.uri() + path).statusCode()).isEqualTo(404);
    }

    @Test
    void aForgedStateIsRefused() throws Exception {
        Browser browser = stage.browser();
        browser.get(Stage.PREFIX);
        refused(browser.get(Stage.callback("A".repeat(43), stage.hub.codeFor("alice"))), "login: state");
        assertThat(browser.cookies).doesNotContainKey(Stage.SESSION);
    }

    /** Whoever gets another to open a link with the own code would log the other in as oneself. */
    @Test
    void aStateOfAnotherBrowserIsRefused() throws Exception {
        String state = Stage.stateOf(stage.browser().get(Stage.PREFIX));
        Browser victim = stage.browser();
        victim.get(Stage.PREFIX);
        refused(
                victim.get(Stage.callback(state, stage.hub.codeFor("alice"))),
                "not of a login that began in this browser");
    }

    @Test
    void aStateOfWhichOnlyTheBeginningIsRightIsRefused() throws Exception {
        Browser browser = stage.browser();
        String state = Stage.stateOf(browser.get(Stage.PREFIX));
        String other = state.substring(0, 40) + "AAA";
        refused(
                browser.get(Stage.callback(other, stage.hub.codeFor("alice"))),
                "not of a login that began in this browser");
    }

    @Test
    void aReturnWithoutStateIsRefused() throws Exception {
        refused(stage.browser().get(Stage.PREFIX + "oauth_callback?code=" + stage.hub.codeFor("alice")), "no state");
        assertThat(stage.browser().get(Stage.PREFIX + "oauth_callback").statusCode())
                .isEqualTo(403);
    }

    @Test
    void aReturnWithoutCodeIsRefused() throws Exception {
        Browser browser = stage.browser();
        String state = Stage.stateOf(browser.get(Stage.PREFIX));
        refused(browser.get(Stage.PREFIX + "oauth_callback?state=" + state), "no code");
    }

    @Test
    void aReplayedStateIsRefused() throws Exception {
        Browser browser = stage.browser();
        String state = Stage.stateOf(browser.get(Stage.PREFIX));
        Browser thief = stage.browser();
        thief.cookies.putAll(browser.cookies);
        assertThat(browser.get(Stage.callback(state, stage.hub.codeFor("alice")))
                        .statusCode())
                .isEqualTo(303);
        refused(thief.get(Stage.callback(state, stage.hub.codeFor("alice"))), "state: used before");
    }

    @Test
    void aReplayedCodeIsRefused() throws Exception {
        String code = stage.hub.codeFor("alice");
        Browser browser = stage.browser();
        assertThat(browser.get(Stage.callback(Stage.stateOf(browser.get(Stage.PREFIX)), code))
                        .statusCode())
                .isEqualTo(303);
        Browser thief = stage.browser();
        refused(thief.get(Stage.callback(Stage.stateOf(thief.get(Stage.PREFIX)), code)), "invalid_grant");
        assertThat(stage.logged()).noneMatch(line -> line.contains(code));
    }

    @Test
    void aLoginThatTookTooLongIsRefused() throws Exception {
        Browser browser = stage.browser();
        String state = Stage.stateOf(browser.get(Stage.PREFIX));
        stage.advance(Duration.ofMinutes(10));
        refused(browser.get(Stage.callback(state, stage.hub.codeFor("alice"))), "state: expired");
    }

    /** A session is no login, and a login no session: they are sealed with keys of their own. */
    @Test
    void aCookieOfALoginIsNoSession() throws Exception {
        Browser browser = stage.browser();
        browser.get(Stage.PREFIX);
        String sealed = browser.cookies.values().iterator().next();
        browser.cookies.put(Stage.SESSION, sealed);
        assertThat(browser.get(Stage.PREFIX).statusCode()).isEqualTo(303);
        assertThat(stage.logged()).anyMatch(line -> line.contains("not sealed with our key"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "access:services!service=other",
                "access:services!service=quota2",
                "access:services!server=alice/",
                "access:servers!server=alice/",
                "access:servers",
                "read:users:name!user=alice"
            })
    void whoeverMayNotUseTheServiceIsRefused(String scope) throws Exception {
        stage.hub.put(User.of("alice").admin().with(scope));
        Browser browser = stage.browser();
        HttpResponse<String> back = stage.logIn(browser, "alice", Stage.PREFIX);
        refused(back, "user='alice' reason=\"scopes: found neither");
        assertThat(back.body()).contains("JupyterHub does not let you use this page");
        assertThat(browser.cookies).doesNotContainKey(Stage.SESSION);
    }

    @Test
    void accessToEveryServiceIsEnough() throws Exception {
        stage.hub.put(User.of("alice").with("access:services"));
        assertThat(stage.logIn(stage.browser(), "alice", Stage.PREFIX).statusCode())
                .isEqualTo(303);
    }

    @Test
    void whoeverDeclinesReadsSo() throws Exception {
        Browser browser = stage.browser();
        String state = Stage.stateOf(browser.get(Stage.PREFIX));
        refused(browser.get(Stage.PREFIX + "oauth_callback?error=access_denied&state=" + state), "error access_denied");
    }

    @Test
    void aHubThatFailsIsSaidToBeAway() throws Exception {
        Browser browser = stage.browser();
        String state = Stage.stateOf(browser.get(Stage.PREFIX));
        stage.hub.fail(500);
        HttpResponse<String> back = browser.get(Stage.callback(state, stage.hub.codeFor("alice")));
        assertThat(back.statusCode()).isEqualTo(503);
        assertThat(back.body()).contains("JupyterHub cannot be reached now");
        assertThat(stage.logged()).anyMatch(line -> line.contains("token endpoint: found status 500"));
    }

    @Test
    void aBrowserForgetsLoginsThatItNeverEnded() throws Exception {
        Browser browser = stage.browser();
        for (int i = 0; i < 30; i++) {
            browser.get(Stage.PREFIX);
        }
        assertThat(browser.cookies).hasSizeLessThan(12);
    }

    private void refused(HttpResponse<String> response, String logged) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(403);
        assertThat(stage.logged())
                .filteredOn(line -> line.contains(logged))
                .hasSize(1)
                .allMatch(line -> line.startsWith("refused status=403 method=GET path=/services/quota/oauth_callback"));
    }
}
