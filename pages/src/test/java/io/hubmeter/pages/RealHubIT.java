package io.hubmeter.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hubmeter.api.decision.DecisionLog;
import io.hubmeter.api.decision.DecisionService;
import io.hubmeter.api.view.InMemoryUsageView;
import io.hubmeter.collector.jupyterhub.RealHub;
import io.hubmeter.pages.hub.HubSite;
import io.hubmeter.pages.hub.ServiceToken;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.HttpCookie;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The whole login with JupyterHub itself, through its own proxy. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RealHubIT {
    private static final String SECRET = "quota-quota-quota-quota";
    private static final String PREFIX = "/services/quota/";
    private static final Pattern XSRF = Pattern.compile("name=\"_xsrf\" value=\"([^\"]+)\"");

    private @Nullable RealHub hub;
    private @Nullable Pages pages;
    private final List<HttpClient> clients = new ArrayList<>();
    private volatile Instant now = Instant.parse("2026-11-16T10:00:00Z");

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        assumeTrue(RealHub.isInstalled(), "JupyterHub is not installed: apt-get install " + RealHub.PACKAGES);
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        hub = RealHub.in(folder, """
            c.Authenticator.admin_users = {'root'}
            c.JupyterHub.services.append({
                'name': 'quota', 'url': 'http://127.0.0.1:%d', 'api_token': '%s', 'oauth_no_confirm': True})
            c.JupyterHub.load_roles.append({
                'name': 'quota-users', 'scopes': ['access:services!service=quota'], 'groups': ['members']})
            c.JupyterHub.load_groups = {'members': ['alice', 'dave', '<img src=x>%%00']}
            """.formatted(port, SECRET));
        HubSite site = new HubSite("hub1", "quota", hub.apiUrl(), "/hub/", false, ServiceToken.of(SECRET));
        InMemoryUsageView view = new InMemoryUsageView();
        pages = Pages.start(
                PagesConfig.onLoopback(port, site),
                new PagePorts(view, new DecisionService(view, DecisionLog.NONE, () -> now), grant -> {}),
                () -> now);
        hub.start();
    }

    @AfterAll
    void stop() throws Exception {
        if (pages != null) {
            pages.close();
        }
        if (hub != null) {
            hub.end();
        }
    }

    @AfterEach
    void closeBrowsers() {
        clients.forEach(HttpClient::shutdownNow);
    }

    @Test
    void aUserLogsInAndSeesTheOwnPage() throws Exception {
        Client alice = loggedIn("alice");
        HttpResponse<String> page = alice.get(PREFIX);
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.uri().getPath()).isEqualTo(PREFIX);
        assertThat(page.body()).contains("<bdi>alice</bdi>").doesNotContain("All quotas");
        assertThat(alice.get("/services/quota").uri().getPath()).isEqualTo(PREFIX);
    }

    @Test
    void anAdminOfTheHubIsKnownAsOne() throws Exception {
        assertThat(loggedIn("root").get(PREFIX).body()).contains("<bdi>root</bdi>", "All quotas");
    }

    @Test
    void whoeverHasNoAccessIsStoppedByTheHub() throws Exception {
        HttpResponse<String> page = loggedIn("bob").get(PREFIX);
        assertThat(page.statusCode()).isEqualTo(403);
        assertThat(page.uri().getPath()).startsWith("/hub/");
    }

    @Test
    void aHostileNameIsEscaped() throws Exception {
        assertThat(loggedIn("<img src=x>%00").get(PREFIX).body()).contains("<bdi>&lt;img src=x&gt;%00</bdi>");
    }

    @Test
    void aLogoutInTheHubEndsTheSession() throws Exception {
        Client dave = loggedIn("dave");
        assertThat(dave.get(PREFIX).body()).contains("<bdi>dave</bdi>");
        List<HttpCookie> stolen = dave.cookies();
        dave.get("/hub/logout");
        now = now.plus(Duration.ofMinutes(1));
        assertThat(dave.get(PREFIX).uri().getPath()).isEqualTo("/hub/login");
        Client thief = client();
        stolen.stream()
                .filter(cookie -> cookie.getName().equals("hubmeter-quota"))
                .forEach(thief::add);
        assertThat(thief.get(PREFIX).uri().getPath()).isEqualTo("/hub/login");
    }

    @Test
    void theLogoutOfThePageLogsOutOfTheHub() throws Exception {
        Client alice = loggedIn("alice");
        String token = Browser.csrfToken(alice.get(PREFIX));
        HttpResponse<String> out = alice.post(
                PREFIX + "logout", Map.of("csrf", token), "Origin", alice.base().toString());
        assertThat(out.uri().getPath()).startsWith("/hub/log");
        assertThat(alice.get(PREFIX).uri().getPath()).isEqualTo("/hub/login");
    }

    @Test
    void theHubTakesACodeOnce() throws Exception {
        Client alice = loggedIn("alice");
        URI callback = alice.callback();
        assertThat(alice.once(callback).statusCode()).isEqualTo(303);
        String code = callback.getRawQuery().replaceFirst(".*code=([^&]+).*", "$1");
        Client thief = client();
        String state = Stage.stateOf(thief.once(thief.base().resolve(PREFIX)));
        HttpResponse<String> replayed =
                thief.once(thief.base().resolve(PREFIX + "oauth_callback?code=" + code + "&state=" + state));
        assertThat(replayed.statusCode()).isEqualTo(403);
        assertThat(replayed.body()).contains("This login did not begin in this browser");
    }

    @Test
    void thousandViewsCostTheHubOneCheck() throws Exception {
        Client alice = loggedIn("alice");
        alice.get(PREFIX);
        long before = checks();
        for (int i = 0; i < 1_000; i++) {
            assertThat(alice.get(PREFIX).statusCode()).isEqualTo(200);
        }
        assertThat(checks() - before).isZero();
        now = now.plus(Duration.ofMinutes(1));
        alice.get(PREFIX);
        alice.get(PREFIX);
        assertThat(checks() - before).isEqualTo(1);
    }

    private long checks() throws Exception {
        return hub().logged().stream()
                .filter(line -> line.contains("GET /hub/api/user "))
                .count();
    }

    private RealHub hub() {
        return java.util.Objects.requireNonNull(hub);
    }

    private Client client() {
        Client client = new Client(hub().publicUrl());
        clients.add(client.http);
        return client;
    }

    /** A browser in which somebody has logged in to the hub. */
    private Client loggedIn(String user) throws Exception {
        Client client = client();
        HttpResponse<String> form = client.get("/hub/login");
        Matcher xsrf = XSRF.matcher(form.body());
        HttpResponse<String> in = client.post(
                "/hub/login?next=%2Fhub%2Ftoken",
                xsrf.find()
                        ? Map.of("username", user, "password", "x", "_xsrf", xsrf.group(1))
                        : Map.of("username", user, "password", "x"));
        assertThat(in.statusCode()).as(in.body()).isEqualTo(200);
        assertThat(in.uri().getPath()).isEqualTo("/hub/token");
        return client;
    }

    /** A browser that follows wherever it is led, and keeps cookies as they want to be kept. */
    private static final class Client {
        final HttpClient http;
        private final HttpClient still;
        private final URI base;
        private final CookieManager cookies = new CookieManager(null, CookiePolicy.ACCEPT_ALL);

        Client(URI base) {
            this.base = base;
            this.http = HttpClient.newBuilder()
                    .cookieHandler(cookies)
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NORMAL)
                    .build();
            this.still = HttpClient.newBuilder()
                    .cookieHandler(cookies)
                    .version(HttpClient.Version.HTTP_1_1)
                    .build();
        }

        URI base() {
            return base;
        }

        List<HttpCookie> cookies() {
            return cookies.getCookieStore().getCookies();
        }

        void add(HttpCookie cookie) {
            cookies.getCookieStore().add(base, cookie);
        }

        HttpResponse<String> get(String path) throws Exception {
            return http.send(HttpRequest.newBuilder(base.resolve(path)).build(), BodyHandlers.ofString());
        }

        HttpResponse<String> once(URI address) throws Exception {
            return still.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
        }

        /** Where the hub leads back to. */
        URI callback() throws Exception {
            URI address = base.resolve(PREFIX);
            while (!address.getPath().endsWith("/oauth_callback")) {
                address = address.resolve(Browser.location(once(address)));
            }
            return address;
        }

        HttpResponse<String> post(String path, Map<String, String> fields, String... headers) throws Exception {
            String body = fields.entrySet().stream()
                    .map(field -> field.getKey() + "=" + Browser.encoded(field.getValue()))
                    .collect(Collectors.joining("&"));
            HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path))
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(BodyPublishers.ofString(body));
            if (headers.length > 0) {
                request.headers(headers);
            }
            return http.send(request.build(), BodyHandlers.ofString());
        }
    }
}
