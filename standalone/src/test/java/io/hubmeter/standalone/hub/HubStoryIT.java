package io.hubmeter.standalone.hub;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.hubmeter.collector.jupyterhub.RealHub;
import io.hubmeter.collector.kubernetes.apiserver.KubeApiServer;
import io.hubmeter.collector.published.TopicReader;
import io.hubmeter.pages.browser.Chromium;
import io.hubmeter.pages.browser.Looks;
import io.hubmeter.schemas.Topics;
import io.hubmeter.schemas.avro.StopOutcome;
import io.hubmeter.schemas.avro.StopRecord;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A user starts a server, uses up the quota, is stopped, is refused with the reason, is granted more, and starts again: in a real
 * browser, in a real hub with its proxy, with pods in a real Kubernetes API server. The pictures are in {@code target/pictures}.
 */
class HubStoryIT {
    /** 4 GiB last for 27 seconds. */
    private static final String POLICY = """
            minimumRuntime: 5s
            grace: 3s
            freshness: 15s
            unknown: deny
            default:
              limits: [0 GiB-hours]
            groups:
              regular:
                limits: [0.03 GiB-hours per 1h]
            """;

    private static final String REASON = "thesis <b>deadline</b>";
    private static final double SLOW_MS = 60_000;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path folder;

    private final List<String> complaints = new ArrayList<>();

    @BeforeEach
    void requireHub() throws Exception {
        KubeApiServer.assumeAvailable();
        Assumptions.assumeTrue(RealHub.isInstalled(), "no JupyterHub; on Debian: apt-get install " + RealHub.PACKAGES);
    }

    @Test
    void aUserIsStoppedRefusedGrantedMoreAndStartsAgain() throws Exception {
        try (Chromium chromium = Chromium.start();
                Installation installation = Installation.start(folder, POLICY)) {
            installation.hub().createUsers(List.of("ana-maria", "carol"));
            installation.hub().createGroup("regular");
            installation.hub().join("regular", List.of("ana-maria"));
            BrowserContext ana = chromium.visitor(1280, ColorScheme.LIGHT);
            Page page = visitor(ana, installation, "ana-maria");

            everythingIsAvailable(page, installation);
            starts(page, installation);
            seesItRun(page, installation);
            isStopped(page, installation);
            isRefused(page, installation);
            maySeeNobodyElse(page, installation);
            isGrantedMore(chromium, installation);
            startsAgain(page, installation);

            assertThat(complaints)
                    .as("complaints of the browser about the pages")
                    .isEmpty();
        }
    }

    private Page visitor(BrowserContext context, Installation installation, String user) {
        Page page = context.newPage();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") && page.url().contains("/services/")) {
                complaints.add(page.url() + ": " + message.text());
            }
        });
        page.navigate(installation.publicUrl() + "/hub/login");
        page.fill("#username_input", user);
        page.fill("#password_input", "any");
        page.click("#login_submit");
        page.waitForURL(Pattern.compile(".*/hub/(home|spawn.*)"));
        return page;
    }

    private static void quota(Page page, Installation installation) {
        page.navigate(installation.publicUrl() + "/services/quota/");
    }

    /** Once the policy and the groups have come through. */
    private static void everythingIsAvailable(Page page, Installation installation) {
        Awaitility.await().atMost(java.time.Duration.ofSeconds(60)).untilAsserted(() -> {
            quota(page, installation);
            assertThat(page.locator("#answer h2").textContent()).isEqualTo("Nothing used yet: everything is available");
        });
        assertThat(page.locator("#heading").textContent()).contains("Your limits come from your group regular.");
        Looks.keep(page, "story-1-nothing-used-yet");
        Looks.check(page);
    }

    private static void starts(Page page, Installation installation) {
        page.navigate(installation.publicUrl() + "/hub/spawn");
        Locator form = page.locator("#spawn_form");
        assertThat(form).containsText(Pattern.compile("Standard\\s*2 CPU, 4 GiB\\. Can run for"));
        assertThat(form).containsText(Pattern.compile("Large\\s*4 CPU, 64 GiB\\. Not now"));
        Looks.keep(page, "story-2-choice-of-sizes");
        page.click("#spawn_form [type=submit]");
        page.waitForURL(Pattern.compile(".*/hub/spawn-pending/.*"));
        Locator log = page.locator("#progress-log, .progress-log-event, #progress-details")
                .first();
        assertThat(page.locator("body")).containsText("You have 0.03 of your 0.03 GiB-hours per hour left", within());
        assertThat(page.locator("body"))
                .containsText("A new machine is being started for you. This takes a few minutes.", within());
        assertThat(log).isAttached();
        Looks.keep(page, "story-3-progress");
        page.waitForURL(Pattern.compile(".*/user/ana-maria/.*"));
        assertThat(page.locator("h1"))
                .hasText("The server runs", new LocatorAssertions.HasTextOptions().setTimeout(SLOW_MS));
    }

    private static LocatorAssertions.ContainsTextOptions within() {
        return new LocatorAssertions.ContainsTextOptions().setTimeout(SLOW_MS);
    }

    private static void seesItRun(Page page, Installation installation) {
        quota(page, installation);
        assertThat(page.locator("#running")).containsText("Standard (default server)", within());
        assertThat(page.locator("#answer h2")).containsText(Pattern.compile("save your work|can run for"));
        Looks.keep(page, "story-4-running");
    }

    /** The page is not loaded again: it comes to know by itself. */
    private static void isStopped(Page page, Installation installation) {
        page.evaluate("() => { window.neverReloaded = true; }");
        assertThat(page.locator("#answer h2")).containsText("because your memory quota was used up", within());
        assertThat(page.locator("#answer h2")).containsText("Standard was stopped at ");
        assertThat(page.locator("#alarm")).containsText("used up");
        assertThat(page.evaluate("() => window.neverReloaded")).isEqualTo(true);
        Looks.keep(page, "story-5-stopped");
        assertThat(installation.pods("ana-maria")).isZero();
        List<StopRecord> stops = stops(installation);
        assertThat(stops).hasSize(1);
        assertThat(stops.getFirst().getOutcome()).isEqualTo(StopOutcome.STOPPED);
        assertThat(stops.getFirst().getUser()).isEqualTo("ana-maria");
    }

    private static List<StopRecord> stops(Installation installation) {
        List<StopRecord> stops = new ArrayList<>();
        TopicReader.of(
                        installation.platform().bootstrapServers(),
                        installation.platform().registry(),
                        Map.of("isolation.level", "read_committed"))
                .readValues(Topics.STOPS, StopRecord.class, (key, stop) -> stops.add(stop));
        return stops;
    }

    /** With a limit of one failure in a row, the hub would end at the first refusal that it took for one. */
    private static void isRefused(Page page, Installation installation) {
        for (int i = 0; i < 3; i++) {
            page.navigate(installation.publicUrl() + "/hub/spawn");
            page.click("#spawn_form [type=submit]");
            assertThat(page.locator("body")).containsText("nothing is left", within());
        }
        assertThat(page.locator("body"))
                .containsText(Pattern.compile("You have used 0\\.0\\d of your 0\\.03 GiB-hours per hour"));
        Looks.keep(page, "story-6-refused");
        Object answer = page.evaluate("""
                async () => {
                    const cookie = document.cookie.match(/_xsrf=([^;]*)/);
                    const r = await fetch('/hub/api/users/ana-maria/server', {method: 'POST',
                        headers: {'X-XSRFToken': cookie ? decodeURIComponent(cookie[1]) : ''}});
                    return r.status + ' ' + await r.text();
                }
                """);
        assertThat(String.valueOf(answer)).startsWith("403 ").contains("nothing is left");
    }

    private void maySeeNobodyElse(Page page, Installation installation) {
        assertThat(complaints).as("complaints of the browser about the pages").isEmpty();
        for (String path : List.of("admin", "admin/person?account=campus%2Fcarol", "admin/policy")) {
            var response = page.navigate(installation.publicUrl() + "/services/quota/" + path);
            assertThat(response.status()).as(path).isEqualTo(403);
        }
        // Of which the browser complained, rightly.
        complaints.clear();
    }

    private void isGrantedMore(Chromium chromium, Installation installation) {
        try (BrowserContext context = chromium.visitor(1280, ColorScheme.LIGHT)) {
            Page page = visitor(context, installation, "carol");
            // The accounts are counted when the first admin looks.
            page.navigate(installation.publicUrl() + "/services/quota/admin?show=over");
            assertThat(page.locator(".admin-table")).containsText("ana-maria", within());
            Looks.keep(page, "story-7-over");
            Looks.check(page);
            onAPhone(page, "story-7-over-390");
            page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("ana-maria"))
                    .click();
            assertThat(page.locator("h1")).hasText("Quotas of ana-maria");
            Looks.keep(page, "story-8-person");
            Looks.check(page);
            onAPhone(page, "story-8-person-390");
            page.fill("#grant-amount", "10 GiB-hours");
            page.fill("form:has(#grant-amount) [name=reason]", REASON);
            page.click("form:has(#grant-amount) button");
            assertThat(page.locator("h1")).hasText("Grant this for ana-maria?");
            Looks.keep(page, "story-9-what-it-changes");
            Looks.check(page);
            page.click(".admin-confirm button");
            assertThat(page.locator("h1")).hasText("Quotas of ana-maria");
            page.reload();
            assertThat(page.locator("main")).containsText(REASON, within());
            assertThat(page.locator("main")).containsText("carol at campus");
            Looks.keep(page, "story-10-granted");
        }
    }

    private static void onAPhone(Page page, String name) {
        int width = page.viewportSize().width;
        page.setViewportSize(390, 844);
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
        Looks.keep(page, name);
        Looks.check(page);
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
        page.setViewportSize(width, 900);
    }

    private static void startsAgain(Page page, Installation installation) {
        quota(page, installation);
        assertThat(page.locator("#quotas")).containsText("of 10.03 GiB-hours", within());
        page.navigate(installation.publicUrl() + "/hub/spawn");
        page.click("#spawn_form [type=submit]");
        page.waitForURL(Pattern.compile(".*/user/ana-maria/.*"));
        assertThat(page.locator("h1"))
                .hasText("The server runs", new LocatorAssertions.HasTextOptions().setTimeout(SLOW_MS));
        quota(page, installation);
        assertThat(page.locator("#answer h2")).containsText("Standard can stay on as long as you like", within());
        Looks.keep(page, "story-11-started-again");
    }
}
