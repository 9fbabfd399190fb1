package io.hubmeter.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubmeter.pages.FakeHub.User;
import io.hubmeter.pages.http.Access;
import io.hubmeter.pages.http.Route;
import io.hubmeter.pages.hub.Admins;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who sees what, and what everything that is answered has in common. */
final class PagesTest {
    private Stage stage;

    @BeforeEach
    void open() throws Exception {
        stage = Stage.open();
    }

    @AfterEach
    void close() {
        stage.close();
    }

    private List<String> adminPages() {
        List<String> paths = new ArrayList<>(List.of("for-admins"));
        Stage.routes(stage.config("quota", Admins.OF_HUB, false)).stream()
                .filter(route ->
                        route.access() == Access.ADMIN && route.method().equals("GET"))
                .map(Route::path)
                // It needs to be told whose.
                .filter(path -> !path.equals("admin/person"))
                .forEach(paths::add);
        return paths;
    }

    @Test
    void adminsOfTheHubSeeTheAdminPagesUnlessOthersAreNamed() throws Exception {
        Browser admin = stage.loggedIn(User.of("root").admin());
        for (String path : adminPages()) {
            assertThat(admin.get(Stage.PREFIX + path).statusCode()).as(path).isEqualTo(200);
        }
        assertThat(admin.get(Stage.PREFIX).body()).contains("All quotas");
    }

    @Test
    void usersDoNotSeeTheAdminPages() throws Exception {
        Browser alice = stage.loggedIn(User.of("alice"));
        for (String path : adminPages()) {
            refused(alice.get(Stage.PREFIX + path), path, "alice");
        }
        assertThat(alice.get(Stage.PREFIX).body()).doesNotContain("All quotas");
    }

    @Test
    void anAdminOfTheHubWhoIsNoneOfTheServiceIsRefused() throws Exception {
        stage.close();
        stage = Stage.of(Admins.parse(List.of("carol", "group:quota-admins")));
        Browser root = stage.loggedIn(User.of("root").admin());
        Browser carol = stage.loggedIn(User.of("carol"));
        Browser dave = stage.loggedIn(User.of("dave").in("users", "quota-admins"));
        for (String path : adminPages()) {
            refused(root.get(Stage.PREFIX + path), path, "root");
            assertThat(carol.get(Stage.PREFIX + path).statusCode()).isEqualTo(200);
            assertThat(dave.get(Stage.PREFIX + path).statusCode()).isEqualTo(200);
        }
    }

    /** A user cannot be called so that he is taken for a group, or for the rule itself. */
    @Test
    void namesAreNotTakenForRules() throws Exception {
        Browser hub = stage.loggedIn(User.of("hub"));
        refused(hub.get(Stage.PREFIX + "for-admins"), "for-admins", "hub");
        stage.close();
        stage = Stage.of(Admins.parse(List.of("group:ops")));
        Browser ops = stage.loggedIn(User.of("group:ops").in("op"));
        refused(ops.get(Stage.PREFIX + "for-admins"), "for-admins", "group:ops");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"user=bob", "account=hub1/bob", "realm=hub2&user=bob", "visitor=bob", "user=alice&user=bob"})
    void noParameterShowsAnotherUser(String query) throws Exception {
        stage.hub.put(User.of("bob"));
        Browser alice = stage.loggedIn(User.of("alice"));
        assertThat(alice.get(Stage.PREFIX + "echo?" + query).body()).contains("<h1>hub1/alice {");
        assertThat(alice.get(Stage.PREFIX + "?" + query).body())
                .contains("<bdi>alice</bdi>")
                .doesNotContain("<bdi>bob");
        alice.cookies.put("user", "bob");
        assertThat(alice.get(Stage.PREFIX + "echo", "X-Forwarded-User", "bob", "X-Remote-User", "bob")
                        .body())
                .contains("<h1>hub1/alice {");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)</script>",
                "\"><img src=x onerror=alert(1)>",
                "../../etc/passwd",
                "%00",
                "a/b",
                "\u202Egnp.exe\u2066",
                "line\nrefused status=200 user=root",
                "line\r\nSet-Cookie: x=y",
                "{{ 1234567*7 }}{% include 'user' %}",
                "${1234567*7}#{1234567*7}",
                "é\uD83D\uDE00"
            })
    void namesAreEscapedOnEveryPageAndInTheLog(String name) throws Exception {
        Browser browser = stage.loggedIn(User.of(name));
        for (String path : List.of("", "echo")) {
            HttpResponse<String> page = browser.get(Stage.PREFIX + path);
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.body()).contains("<bdi>" + escaped(name) + "</bdi>").doesNotContain("8641969");
            if (!escaped(name).equals(name)) {
                assertThat(page.body()).doesNotContain(name);
            }
        }
        assertThat(browser.get(Stage.PREFIX + "for-admins").statusCode()).isEqualTo(403);
        assertThat(stage.logged())
                .filteredOn(line -> line.contains("path=/services/quota/for-admins"))
                .singleElement()
                .satisfies(line -> assertThat(line).doesNotContain("\n", "\r", "\u202E", "\u2066"));
    }

    @Test
    void aNameOfTwoHundredCharactersIsShown() throws Exception {
        String name = "n".repeat(200);
        assertThat(stage.loggedIn(User.of(name)).get(Stage.PREFIX).body()).contains("<bdi>" + name + "</bdi>");
    }

    @Test
    void aNameThatIsNoAccountIsRefused() throws Exception {
        Browser browser = stage.loggedIn(User.of("n".repeat(256)));
        assertThat(browser.get(Stage.PREFIX).statusCode()).isEqualTo(403);
    }

    @Test
    void everythingThatIsAnsweredHasTheHeaders() throws Exception {
        Browser admin = stage.loggedIn(User.of("root").admin());
        List<String> paths = new ArrayList<>(List.of(
                "/health",
                "/",
                "/services/quota",
                "/nothing",
                Stage.PREFIX + "nothing",
                Stage.PREFIX + "oauth_callback",
                Stage.PREFIX + "logout",
                Stage.PREFIX + "fails",
                Stage.PREFIX + "echo?a=%FF"));
        Stage.routes(stage.config("quota", Admins.OF_HUB, false)).stream()
                .map(route -> Stage.PREFIX + route.path())
                .forEach(paths::add);
        Browser nobody = stage.browser();
        for (String path : paths) {
            for (Browser browser : List.of(admin, nobody)) {
                for (String method : List.of("GET", "HEAD", "POST", "DELETE", "TRACE")) {
                    HttpResponse<String> response = browser.send(method, path, BodyPublishers.noBody());
                    assertThat(response.headers().map())
                            .as(method + " " + path + " " + response.statusCode())
                            .containsEntry("x-content-type-options", List.of("nosniff"))
                            .containsEntry("referrer-policy", List.of("same-origin"))
                            .containsEntry("cache-control", List.of("no-store"));
                    assertThat(response.headers()
                                    .firstValue("Content-Security-Policy")
                                    .orElseThrow())
                            .contains(
                                    "default-src 'none'", "script-src 'self'", "form-action 'self'", "base-uri 'none'")
                            .contains("frame-ancestors 'none'")
                            .doesNotContain("unsafe");
                    assertThat(response.statusCode()).isLessThan(501);
                }
            }
        }
    }

    @Test
    void nothingInlineStandsInAnyPage() throws Exception {
        Browser admin = stage.loggedIn(User.of("root").admin());
        List<String> paths = new ArrayList<>(List.of("nothing", "echo", "fails"));
        Stage.routes(stage.config("quota", Admins.OF_HUB, false)).stream()
                .filter(route -> route.method().equals("GET"))
                .map(Route::path)
                .forEach(paths::add);
        for (String path : paths) {
            String page = admin.get(Stage.PREFIX + path).body();
            assertThat(page)
                    .as(path)
                    .doesNotContainPattern("(?i)<style|\\sstyle=|\\son[a-z]+=|javascript:|<script(?![^>]* src=)|//cdn");
        }
    }

    @Test
    void assetsAreKeptForEverAndEverybody() throws Exception {
        String page = stage.loggedIn(User.of("alice")).get(Stage.PREFIX).body();
        Matcher address = Pattern.compile("\"(/services/quota/assets/[^\"]+)\"").matcher(page);
        assertThat(address.find()).isTrue();
        HttpResponse<String> asset = stage.browser().get(address.group(1));
        assertThat(asset.statusCode()).isEqualTo(200);
        assertThat(asset.headers().firstValue("Cache-Control")).contains("public, max-age=31536000, immutable");
        assertThat(asset.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/css");
        assertThat(stage.browser().get(Stage.PREFIX + "assets/pages.css").statusCode())
                .isEqualTo(404);
        assertThat(stage.browser()
                        .get(Stage.PREFIX + "assets/..%2ftemplates%2fuser.peb")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void errorsAreSaidInPlainWords() throws Exception {
        Browser alice = stage.loggedIn(User.of("alice"));
        said(alice.get(Stage.PREFIX + "nothing"), 404, "There is no such page");
        said(alice.get(Stage.PREFIX + "logout"), 405, "That cannot be done here");
        said(alice.get(Stage.PREFIX + "echo?a=%FF"), 400, "That cannot be understood");
        said(alice.get(Stage.PREFIX + "fails"), 500, "Something went wrong");
        HttpResponse<String> put = alice.send("PUT", Stage.PREFIX, BodyPublishers.noBody());
        said(put, 405, "That cannot be done here");
        assertThat(put.headers().firstValue("Allow")).contains("GET");
        assertThat(stage.logged())
                .anyMatch(line ->
                        line.startsWith("unexpected failure method=GET path=/services/quota/fails user='alice'"));
        assertThat(alice.get(Stage.PREFIX + "fails").body()).doesNotContain("meant to fail", "Exception");
    }

    private static void said(HttpResponse<String> response, int status, String title) {
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body()).contains("<h1>" + title + "</h1>", "<nav");
    }

    @Test
    void healthTellsNothingElse() throws Exception {
        assertThat(stage.browser().get("/health").body()).isEqualTo("ok\n");
        assertThat(stage.hub.checks()).isZero();
    }

    @Test
    void languageAndZoneAreTheBrowsers() throws Exception {
        Browser alice = stage.loggedIn(User.of("alice"));
        assertThat(alice.get(Stage.PREFIX + "echo").body()).contains("<p>en Europe/Berlin");
        alice.cookies.put("hubmeter-tz", "America%2FNew_York");
        assertThat(alice.get(Stage.PREFIX + "echo", "Accept-Language", "xx, de-CH;q=0.9, en;q=0.1")
                        .body())
                .contains("<p>de-CH America/New_York");
        alice.cookies.put("hubmeter-tz", "../../etc");
        assertThat(alice.get(Stage.PREFIX + "echo", "Accept-Language", ";;q=x").body())
                .contains("<p>en Europe/Berlin");
    }

    @Test
    void aTakenPortIsSaid() {
        PagesConfig config = PagesConfig.onLoopback(
                stage.pages.uri().getPort(),
                stage.config("quota", Admins.OF_HUB, false).hub());
        assertThatThrownBy(() -> Pages.start(config, List.of(), java.time.InstantSource.system()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is the port taken?");
    }

    private void refused(HttpResponse<String> response, String path, String user) {
        assertThat(response.statusCode()).as(path).isEqualTo(403);
        assertThat(response.body()).contains("This page is for those who look after the quotas");
        assertThat(stage.logged())
                .anyMatch(line -> line.startsWith(
                                "refused status=403 method=GET path=%s%s user='%s'".formatted(Stage.PREFIX, path, user))
                        && line.contains("pages.admins"));
    }

    private static String escaped(String name) {
        return name.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
