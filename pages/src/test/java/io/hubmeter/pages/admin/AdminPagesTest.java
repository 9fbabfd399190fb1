package io.hubmeter.pages.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubmeter.core.decision.PastDecision;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.policy.Prices;
import io.hubmeter.core.quota.Limit;
import io.hubmeter.core.stop.Stop;
import io.hubmeter.pages.http.PageProblem;
import io.hubmeter.pages.http.Reply;
import io.hubmeter.pages.trial.TrialOutcome;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every page in its states, as templates with strict variables render them. */
final class AdminPagesTest {
    private final Town town = new Town();

    @AfterEach
    void closeTown() {
        town.close();
    }

    @Test
    void theOverviewAnswersBeforeItLists() {
        town.running("over", 20);
        town.running("near", 13);
        town.running("fine", 1);
        Document page = town.page("admin", Map.of());
        assertThat(page.select(".admin-strip strong").eachText()).containsExactly("3", "3", "1", "1");
        assertThat(page.select("tbody th").eachText()).containsExactly("over", "near", "fine");
        assertThat(page.select("tbody svg[role=meter]").eachAttr("aria-valuenow"))
                .containsExactly("100", "86", "6");
        assertThat(page.select("tbody .admin-mark").eachText()).containsExactly("used up", "nearly used up");
        assertThat(page.select("[data-title=Runs out]").eachText()).containsExactly("used up", "in 2 h", "in 14 h");
        assertThat(page.text()).contains("Counted at 11:34:07");
        assertThat(page.select("meta[http-equiv=refresh]")).isEmpty();
        assertThat(page.select("svg.admin-spark path").eachAttr("d"))
                .allSatisfy(path -> assertThat(path).startsWith("M"));
    }

    @Test
    void aFilterIsInTheAddressAndInEveryLink() {
        town.running("anna", 1);
        town.running("ben", 20);
        Document page = town.page("admin", Map.of("search", "AN", "show", "running", "sort", "user"));
        assertThat(page.select("tbody th").eachText()).containsExactly("anna");
        assertThat(page.select("thead a").eachAttr("href"))
                .allSatisfy(href -> assertThat(href).contains("search=AN", "show=running"));
        assertThat(page.select("th[aria-sort=ascending]").text()).startsWith("User");
        assertThat(page.select("a:contains(CSV)").attr("href")).contains("admin/csv?search=AN&show=running");
    }

    @Test
    void nobodyOfAnotherRealmIsEverShown() {
        town.running("mine", 1);
        town.view.run(
                new AccountId("hub2", "theirs"),
                Quantities.of(Resource.MEMORY, Town.rate(4)),
                Town.NOW.minusSeconds(9),
                null);
        assertThat(town.page("admin", Map.of()).text()).contains("mine").doesNotContain("theirs");
        for (String path : List.of("admin/preview", "admin/record")) {
            assertThatThrownBy(() -> town.post(
                            path,
                            Map.of(
                                    "account",
                                    "hub2/theirs",
                                    "kind",
                                    "grant",
                                    "amount",
                                    "1 GiB-hours",
                                    "reason",
                                    "r",
                                    "id",
                                    "x")))
                    .isInstanceOfSatisfying(
                            PageProblem.class,
                            problem -> assertThat(problem.status()).isEqualTo(404));
        }
        assertThatThrownBy(() -> town.get("admin/person", Map.of("account", "hub2/theirs")))
                .isInstanceOfSatisfying(
                        PageProblem.class,
                        problem -> assertThat(problem.status()).isEqualTo(404));
        assertThat(town.recorded).isEmpty();
    }

    @Test
    void hostileNamesAreTextWhereverTheyStand() {
        town.running(Town.HOSTILE, 20);
        town.view.report(Town.account(Town.HOSTILE), List.of("<img src=x>", Town.HOSTILE));
        Document overview = town.page("admin", Map.of("search", Town.HOSTILE, "group", Town.HOSTILE));
        assertThat(overview.select("tbody th bdi").text()).isEqualTo(Town.HOSTILE.strip());
        assertThat(overview.select("main img")).isEmpty();
        assertThat(overview.select("#search").val()).isEqualTo(Town.HOSTILE);
        Document person = town.page("admin/person", Map.of("account", "hub1/" + Town.HOSTILE));
        assertThat(person.select("h1 bdi").text()).isEqualTo(Town.HOSTILE.strip());
        assertThat(person.select("input[name=account]").eachAttr("value")).containsOnly("hub1/" + Town.HOSTILE);
        Document policy = town.page("admin/policy", Map.of("user", Town.HOSTILE, "groups", Town.HOSTILE + ",power"));
        assertThat(policy.select("#user").val()).isEqualTo(Town.HOSTILE);
    }

    @Test
    void whatTheMonthCostsIsCountedFromItsFirstDay() {
        try (Town priced = new Town(new Prices("EUR", new TreeMap<>(Map.of(Resource.MEMORY, new BigDecimal("0.5")))))) {
            // 4 GiB since the first of the month at midnight, and ten days before.
            priced.running("anna", 16 * 24 + 11 + 240);
            Document page = priced.page("admin", Map.of("sort", "cost"));
            // 395.5686 h × 4 GiB × 0.5
            assertThat(page.select(".admin-strip li:last-child strong").text()).isEqualTo("791.14 EUR");
            assertThat(page.select("td.admin-number").text()).isEqualTo("791.14");
        }
    }

    @Test
    void aPersonsPageSaysWhereEachLimitComesFrom() {
        AccountId anna = town.running("anna", 20);
        town.view.report(anna, List.of("staff"));
        town.post("admin/record", grant("g1", "20 GiB-hours", "thesis <b>"));
        Document page = town.page("admin/person", Map.of("account", "hub1/anna"));
        assertThat(page.select(".admin-origins li").eachText())
                .containsExactly(
                        "default of everybody: 60 GiB-hours",
                        "granted by root at hub1: 20 GiB-hours more, without end");
        assertThat(page.select(".admin-bar-detail").text()).contains("80.0 of 80 GiB-hours", "used up");
        assertThat(page.select("td bdi").eachText()).contains("thesis <b>");
        assertThat(page.text()).contains("1 running now: 4 GiB", "default server", "80.0 GiB-hours");
    }

    @Test
    void aPersonNobodyHasSeenHasAPageToo() {
        Document page = town.page("admin/person", Map.of("account", "hub1/new"));
        assertThat(page.text())
                .contains("Nothing is running.", "None was recorded.", "Nothing was used in the last 30 days.");
        town.view.publish(null);
        assertThat(town.page("admin/person", Map.of("account", "hub1/new")).text())
                .contains("No policy is in force");
    }

    @Test
    void stopsAndDecisionsAreToldInTheirWords() {
        AccountId anna = town.running("anna", 20);
        Limit limit = new Limit(Resource.MEMORY, Town.hours(60), Duration.ofDays(30));
        town.view.stop(new Stop(
                anna,
                "hub1",
                "",
                null,
                "u1",
                "ns",
                "jupyter-anna",
                Stop.Outcome.SPARED,
                limit,
                "group <x>",
                Town.NOW,
                null,
                Town.NOW,
                "A grant came <b>",
                "h",
                "culler"));
        town.view.decide(new PastDecision(
                anna,
                "d1",
                Town.NOW,
                "hub1",
                "big",
                Quantities.of(Resource.MEMORY, Town.rate(16)),
                PastDecision.Outcome.DENY,
                false,
                "Nothing is left <i>.",
                List.of(),
                null,
                "h"));
        Document page = town.page("admin/person", Map.of("account", "hub1/anna"));
        assertThat(page.select("section[aria-labelledby=stops] td").eachText())
                .containsExactly("default server", "spared", "60 GiB-hours per 30 days group <x>", "A grant came <b>");
        assertThat(page.select("section[aria-labelledby=decisions] td").eachText())
                .containsExactly("big 16 GiB", "denied", "Nothing is left <i>.");
    }

    private static Map<String, String> grant(String id, String amount, String reason) {
        return Map.of("account", "hub1/anna", "kind", "grant", "amount", amount, "reason", reason, "id", id);
    }

    @Test
    void thePolicyPageTellsWhatSomebodyGets() {
        Document page = town.page("admin/policy", Map.of("user", "anna", "groups", "power, staff"));
        assertThat(page.select("tbody tr").text()).isEqualTo("Memory per 30 days 600 GiB-hours group power yes");
        assertThat(page.select("pre").text()).contains("# <script>");
        assertThat(page.select(".admin-hash").text()).isEqualTo("ab".repeat(32));
        assertThat(town.page("admin/policy", Map.of("user", "x".repeat(300)))
                        .select(".admin-error")
                        .text())
                .contains("300 characters");
        town.view.publish(null);
        assertThat(town.page("admin/policy", Map.of()).text()).contains("No policy was published yet");
    }

    @Test
    void whileUsageCannotBeReadPagesSaySo() {
        town.view.setReachable(false);
        assertThat(town.page("admin", Map.of()).text())
                .contains("The accounts cannot be counted: usage cannot be read.");
        for (String path : List.of("admin/person", "admin/policy", "admin/csv")) {
            assertThatThrownBy(() -> town.get(path, Map.of("account", "hub1/anna")))
                    .isInstanceOfSatisfying(
                            PageProblem.class,
                            problem -> assertThat(problem.status()).isEqualTo(503));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"days=0", "days=32", "days=x", "percentile=0", "percentile=101", "text="})
    void aTrialThatMakesNoSenseIsNotBegun(String wrong) {
        Map<String, String> form = new TreeMap<>(Map.of("days", "30", "percentile", "95", "text", "default: {}"));
        String[] pair = wrong.split("=", 2);
        form.put(pair[0], pair[1]);
        Reply reply = town.post("admin/simulate", form);
        assertThat(((Reply.Html) reply).status()).isEqualTo(422);
        assertThat(town.page(reply).text()).contains("Nothing was tried.");
    }

    @Test
    void oneTrialRunsAtATimeAndItsOutcomeStays() throws Exception {
        CountDownLatch mayEnd = new CountDownLatch(1);
        Limit limit = new Limit(Resource.MEMORY, Town.hours(60), Duration.ofDays(30));
        town.trial.set((request, progress) -> {
            progress.at("records read", 34_000);
            try {
                mayEnd.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return new TrialOutcome.Tried(
                    "new.yaml",
                    "cd",
                    Town.NOW.minus(request.last()),
                    Town.NOW,
                    new TrialOutcome.Counts(9, 8, 7, 3, 100, 12, 5, 1),
                    List.of(new TrialOutcome.Event(
                            Town.NOW, Town.HOSTILE, TrialOutcome.What.STOPPED, false, limit, "group <g>", "lab", "")),
                    1_500,
                    List.of(new TrialOutcome.Suggested(
                            "",
                            limit,
                            9,
                            1,
                            List.of(Town.hours(1), Town.hours(2), Town.hours(3), Town.hours(4), Town.hours(5)))));
        });
        Map<String, String> form = Map.of("days", "7", "percentile", "95", "text", "default: {}");
        assertThat(town.post("admin/simulate", form)).isEqualTo(new Reply.SeeOther("admin/simulate"));
        Awaitility.await()
                .until(() -> town.page("admin/simulate", Map.of()).text().contains("34,000"));
        assertThat(town.page("admin/simulate", Map.of()).select("meta[http-equiv=refresh]"))
                .hasSize(1);
        assertThat(town.page(town.post("admin/simulate", form)).text()).contains("is being tried");
        mayEnd.countDown();
        Awaitility.await()
                .until(() -> town.page("admin/simulate", Map.of()).text().contains("What came of"));
        Document page = town.page("admin/simulate", Map.of());
        assertThat(page.select(".admin-answer").text()).isEqualTo("3 people would have been stopped, 7 denied.");
        assertThat(page.text()).contains("server stopped", "And 1,500 more", "group <g>");
        assertThat(page.select("meta[http-equiv=refresh]")).isEmpty();
    }

    @Test
    void problemsOfAPolicyAreToldByLineAndColumn() {
        town.trial.set((request, progress) ->
                new TrialOutcome.Faulty(List.of(new TrialOutcome.Problem(3, 7, "found '<x>', expected a limit"))));
        town.post("admin/simulate", Map.of("days", "7", "percentile", "95", "text", "x"));
        Awaitility.await()
                .until(() -> town.page("admin/simulate", Map.of()).text().contains("cannot be used"));
        assertThat(town.page("admin/simulate", Map.of()).select("tbody tr").text())
                .isEqualTo("3 7 found '<x>', expected a limit");
    }

    @Test
    void whereNothingCanBeTriedThatIsSaid() {
        town.post("admin/simulate", Map.of("days", "7", "percentile", "95", "text", "x"));
        Awaitility.await()
                .until(() -> town.page("admin/simulate", Map.of()).text().contains("cannot be tried here"));
    }
}
