package io.hubmeter.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.api.decision.DecisionLog;
import io.hubmeter.api.decision.DecisionService;
import io.hubmeter.core.grant.Grant;
import io.hubmeter.pages.hub.HubSite;
import io.hubmeter.pages.hub.ServiceToken;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** The admin pages of a hub with 100,000 accounts, through the server that browsers talk to. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class AdminPagesIT {
    private static final int ACCOUNTS = 100_000;
    private static final Instant NOW = Instant.parse("2026-11-17T11:34:07Z");
    private static final List<String> GETS =
            List.of("admin", "admin/csv", "admin/person", "admin/policy", "admin/simulate");
    private static final List<String> POSTS = List.of("admin/preview", "admin/record", "admin/simulate");

    private final ManyAccounts view = new ManyAccounts("hub1", ACCOUNTS, NOW);
    private final List<Grant> recorded = new CopyOnWriteArrayList<>();
    private FakeHub hub;
    private Pages pages;
    private Browser admin;

    @BeforeAll
    void open() throws Exception {
        hub = FakeHub.start();
        HubSite site = new HubSite("hub1", "quota", hub.api(), "/hub/", false, ServiceToken.of(FakeHub.SECRET));
        pages = Pages.start(
                PagesConfig.onLoopback(0, site),
                new PagePorts(view, new DecisionService(view, DecisionLog.NONE, () -> NOW), grant -> {
                    recorded.add(grant);
                    view.record(grant);
                }),
                () -> NOW);
        admin = loggedIn(FakeHub.User.of("root").admin());
    }

    @AfterAll
    void close() {
        view.isOpen.countDown();
        admin.close();
        pages.close();
        hub.close();
    }

    private Browser loggedIn(FakeHub.User user) throws Exception {
        hub.put(user);
        Browser browser = new Browser(pages.uri());
        String state = Stage.stateOf(browser.get(Stage.PREFIX));
        assertThat(browser.get(Stage.callback(state, hub.codeFor(user.name()))).statusCode())
                .isEqualTo(303);
        return browser;
    }

    private Document page(String path) throws Exception {
        HttpResponse<String> response = admin.get(Stage.PREFIX + path);
        assertThat(response.statusCode()).as(path).isEqualTo(200);
        return Jsoup.parse(response.body());
    }

    @Test
    @Order(1)
    void theFirstLookDoesNotWaitForTheCount() throws Exception {
        Document page = page("admin");
        assertThat(page.text()).contains("The accounts are being counted: 0 so far.");
        assertThat(page.select("meta[http-equiv=refresh]")).hasSize(1);
        assertThat(admin.get(Stage.PREFIX + "admin/policy").statusCode()).isEqualTo(200);
        view.isOpen.countDown();
        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .until(() -> page("admin").text().contains("Counted at"));
    }

    @Test
    @Order(2)
    void everybodyOfTheRealmIsCounted() throws Exception {
        Document page = page("admin");
        assertThat(page.select(".admin-strip strong").eachText())
                .containsExactly("100,000", "10,000", "40,000", "11,000");
        assertThat(page.select("tbody tr")).hasSize(50);
        assertThat(page("admin?page=9999").text()).contains("page 2,000 of 2,000");
        assertThat(page("admin?search=ser-99999").select("tbody th").text()).isEqualTo("user-99999");
        assertThat(page("admin?show=over&sort=user&group=group-7").text()).contains("40 accounts");
    }

    @Test
    @Order(3)
    void theCsvHasAllOfThem() throws Exception {
        HttpResponse<String> csv = admin.get(Stage.PREFIX + "admin/csv?show=over");
        assertThat(csv.headers().firstValue("Content-Type").orElse("")).startsWith("text/csv");
        assertThat(csv.body().lines()).hasSize(40_001);
    }

    /** No figure is asserted: machines differ. The ratio is to be small, since nothing is sorted or read while one looks. */
    @Test
    @Order(4)
    void looksAreCheapBesideTheCount() throws Exception {
        for (int round = 0; round < 5; round++) {
            for (String query :
                    List.of("", "?sort=groups", "?sort=runs-out&order=down", "?search=9&show=near", "?page=1500")) {
                long beganNs = System.nanoTime();
                page("admin" + query);
                if (round == 4) {
                    System.out.printf("admin%s: %d ms%n", query, (System.nanoTime() - beganNs) / 1_000_000);
                }
            }
        }
    }

    @Test
    @Order(5)
    void aGrantGoesThroughItsFormsAndItsTokenIsNeeded() throws Exception {
        Document person = page("admin/person?account=hub1%2Fuser-99");
        Map<String, String> form = Map.of(
                "csrf", person.select("input[name=csrf]").attr("value"),
                "account", "hub1/user-99",
                "kind", "grant",
                "amount", "50 GiB-hours",
                "reason", "thesis");
        HttpResponse<String> preview = admin.post(Stage.PREFIX + "admin/preview", form);
        assertThat(preview.body()).contains("over", "within", "60 GiB-hours", "110 GiB-hours");
        Map<String, String> pressed = new java.util.HashMap<>();
        Jsoup.parse(preview.body())
                .select("form.admin-confirm input")
                .forEach(field -> pressed.put(field.attr("name"), field.attr("value")));
        Map<String, String> forged = new java.util.HashMap<>(pressed);
        forged.put("csrf", "forged");
        assertThat(admin.post(Stage.PREFIX + "admin/record", forged).statusCode())
                .isEqualTo(403);
        forged.remove("csrf");
        assertThat(admin.post(Stage.PREFIX + "admin/record", forged).statusCode())
                .isEqualTo(403);
        assertThat(recorded).isEmpty();
        assertThat(admin.post(Stage.PREFIX + "admin/record", pressed).statusCode())
                .isEqualTo(303);
        assertThat(recorded)
                .singleElement()
                .satisfies(grant -> assertThat(grant.actor()).isEqualTo("root at hub1"));
        assertThat(page("admin/person?account=hub1%2Fuser-99").text())
                .contains("granted by root at hub1: 50 GiB-hours");
    }

    @Test
    @Order(6)
    void whoeverIsNoAdminSeesAndDoesNothing() throws Exception {
        try (Browser user = loggedIn(FakeHub.User.of("user-1"))) {
            String token = Browser.csrfToken(user.get(Stage.PREFIX));
            for (String path : GETS) {
                assertThat(user.get(Stage.PREFIX + path + "?account=hub1%2Fuser-1")
                                .statusCode())
                        .as(path)
                        .isEqualTo(403);
            }
            for (String path : POSTS) {
                HttpResponse<String> refused = user.post(
                        Stage.PREFIX + path,
                        Map.of(
                                "csrf",
                                token,
                                "account",
                                "hub1/user-1",
                                "kind",
                                "grant",
                                "amount",
                                "1 GiB-hours",
                                "reason",
                                "r",
                                "id",
                                "x"));
                assertThat(refused.statusCode()).as(path).isEqualTo(403);
            }
        }
        assertThat(recorded).hasSize(1);
    }

    @Test
    @Order(7)
    void nothingOfAnotherRealmIsAnswered() throws Exception {
        HttpResponse<String> other = admin.get(Stage.PREFIX + "admin/person?account=other%2Fuser-1");
        assertThat(other.statusCode()).isEqualTo(404);
        assertThat(admin.get(Stage.PREFIX + "admin/person?account=nonsense").statusCode())
                .isEqualTo(400);
        assertThat(admin.get(Stage.PREFIX + "admin?sort=%3Cscript%3E").statusCode())
                .isEqualTo(400);
    }
}
