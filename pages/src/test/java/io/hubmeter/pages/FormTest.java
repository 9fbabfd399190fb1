package io.hubmeter.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.pages.FakeHub.User;
import io.hubmeter.pages.http.Route;
import io.hubmeter.pages.hub.Admins;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Forms that another site, or another session, made the browser send. */
final class FormTest {
    private Stage stage;
    private Browser browser;
    private String token;

    @BeforeEach
    void open() throws Exception {
        stage = Stage.open();
        browser = stage.loggedIn(User.of("root").admin());
        token = Browser.csrfToken(browser.get(Stage.PREFIX));
    }

    @AfterEach
    void close() {
        stage.close();
    }

    /** Every form there is, and two that are there for this test. */
    private List<String> forms() {
        List<String> paths = new ArrayList<>(List.of("logout", "send", "for-admins"));
        Stage.routes(stage.config("quota", Admins.OF_HUB, false)).stream()
                .filter(route -> route.method().equals("POST"))
                .map(Route::path)
                .forEach(paths::add);
        return paths;
    }

    @Test
    void noFormIsTakenWithoutToken() throws Exception {
        for (String path : forms()) {
            refused(path, browser.post(Stage.PREFIX + path, Map.of()), "csrf token: found none");
        }
    }

    @Test
    void noFormIsTakenWithTheTokenOfAnotherSession() throws Exception {
        Browser other = stage.loggedIn(User.of("mallory"));
        String foreign = Browser.csrfToken(other.get(Stage.PREFIX));
        assertThat(foreign).isNotEqualTo(token);
        for (String path : forms()) {
            refused(path, browser.post(Stage.PREFIX + path, Map.of("csrf", foreign)), "one of another session");
        }
    }

    @Test
    void noFormIsTakenFromAnotherSite() throws Exception {
        for (String path : forms()) {
            for (String site : List.of("cross-site", "same-site", "none")) {
                refused(
                        path,
                        browser.post(Stage.PREFIX + path, Map.of("csrf", token), "Sec-Fetch-Site", site),
                        "Sec-Fetch-Site: found '" + site + "'");
            }
            for (String origin : List.of("https://evil.example", "null", "http://127.0.0.1:1", "::")) {
                refused(
                        path,
                        browser.post(Stage.PREFIX + path, Map.of("csrf", token), "Origin", origin),
                        "Origin: found '" + origin + "'");
            }
            refused(
                    path,
                    browser.post(Stage.PREFIX + path, Map.of("csrf", token), new String[0]),
                    "Origin: found 'none'");
        }
    }

    @Test
    void aFormOfThisPageIsTaken() throws Exception {
        HttpResponse<String> sent = browser.post(Stage.PREFIX + "send", Map.of("csrf", token, "text", "a + b é"));
        assertThat(sent.statusCode()).isEqualTo(200);
        assertThat(sent.body()).contains("<h1>a + b é</h1>");
        HttpResponse<String> byOrigin = browser.post(
                Stage.PREFIX + "for-admins",
                Map.of("csrf", token),
                "Origin",
                stage.pages.uri().toString());
        assertThat(byOrigin.statusCode()).isEqualTo(303);
        assertThat(Browser.location(byOrigin)).isEqualTo(Stage.PREFIX + "for-admins?done=1");
    }

    @Test
    void aFileIsTaken() throws Exception {
        HttpResponse<String> sent = upload("--x", token, "limits: []\n");
        assertThat(sent.body()).contains("<p>policy.yaml of 11</p>", "<h1>a + b é</h1>");
    }

    @Test
    void aFileWithoutTokenIsNotTaken() throws Exception {
        refused("send", upload("--x", "", "limits: []\n"), "csrf token: found none");
    }

    @Test
    void whatIsTooLargeIsRefused() throws Exception {
        HttpResponse<String> form =
                browser.post(Stage.PREFIX + "send", Map.of("csrf", token, "text", "a".repeat(70_000)));
        assertThat(form.statusCode()).isEqualTo(413);
        assertThat(upload("--x", token, "a".repeat(3 << 20)).statusCode()).isEqualTo(413);
    }

    @Test
    void whatIsNoFormIsRefused() throws Exception {
        for (String type : List.of("application/json", "text/plain", "multipart/mixed; boundary=x", "x")) {
            HttpResponse<String> sent = browser.send(
                    "POST",
                    Stage.PREFIX + "send",
                    BodyPublishers.ofString("{\"csrf\":\"" + token + "\"}"),
                    "Content-Type",
                    type,
                    "Sec-Fetch-Site",
                    "same-origin");
            assertThat(sent.statusCode()).as(type).isEqualTo(415);
        }
    }

    @Test
    void aMalformedFormIsRefused() throws Exception {
        for (String body : List.of("csrf=%zz", "csrf=%FF", "csrf=\u00e9", "csrf=<b>")) {
            HttpResponse<String> sent = browser.send(
                    "POST",
                    Stage.PREFIX + "send",
                    BodyPublishers.ofString(body),
                    "Content-Type",
                    "application/x-www-form-urlencoded",
                    "Sec-Fetch-Site",
                    "same-origin");
            assertThat(sent.statusCode()).as(body).isEqualTo(400);
        }
        HttpResponse<String> multipart = browser.send(
                "POST",
                Stage.PREFIX + "send",
                BodyPublishers.ofString("--x\r\nno header"),
                "Content-Type",
                "multipart/form-data; boundary=x",
                "Sec-Fetch-Site",
                "same-origin");
        assertThat(multipart.statusCode()).isEqualTo(400);
    }

    @Test
    void aFormOfNobodyIsNotTaken() throws Exception {
        HttpResponse<String> sent = stage.browser().post(Stage.PREFIX + "send", Map.of("csrf", token));
        assertThat(sent.statusCode()).isEqualTo(401);
    }

    private HttpResponse<String> upload(String boundary, String csrf, String file) throws Exception {
        String body = String.join(
                "\r\n",
                "--" + boundary,
                "Content-Disposition: form-data; name=\"csrf\"",
                "",
                csrf,
                "--" + boundary,
                "Content-Disposition: form-data; name=\"text\"",
                "",
                "a + b é",
                "--" + boundary,
                "Content-Disposition: form-data; name=\"file\"; filename=\"policy.yaml\"",
                "Content-Type: application/yaml",
                "",
                file,
                "--" + boundary + "--",
                "");
        return browser.send(
                "POST",
                Stage.PREFIX + "send",
                BodyPublishers.ofString(body),
                "Content-Type",
                "multipart/form-data; boundary=" + boundary,
                "Sec-Fetch-Site",
                "same-origin");
    }

    private void refused(String path, HttpResponse<String> response, String reason) {
        assertThat(response.statusCode()).as(path).isEqualTo(403);
        assertThat(response.body()).contains("This form was not accepted");
        assertThat(stage.logged())
                .as(path)
                .anyMatch(line ->
                        line.startsWith("refused status=403 method=POST path=" + Stage.PREFIX + path + " user='")
                                && line.contains(reason));
        assertThat(stage.logged()).noneMatch(line -> line.contains(token));
    }
}
