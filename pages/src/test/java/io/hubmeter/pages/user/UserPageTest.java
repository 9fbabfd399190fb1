package io.hubmeter.pages.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.hubmeter.api.view.RemoteUsageConfig;
import io.hubmeter.api.view.RemoteUsageView;
import io.hubmeter.pages.http.Assets;
import io.hubmeter.pages.http.Form;
import io.hubmeter.pages.http.PageProblem;
import io.hubmeter.pages.http.Query;
import io.hubmeter.pages.http.Reply;
import io.hubmeter.pages.http.Site;
import io.hubmeter.pages.http.Templates;
import io.hubmeter.pages.http.Visit;
import io.hubmeter.pages.hub.Visitor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class UserPageTest {
    private static final Site SITE =
            new Site("/services/quota/", "/hub/", "campus", URI.create("mailto:help@example.org"));
    private static final Templates TEMPLATES = new Templates(SITE, Assets.load());

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "NORMAL | calm | Standard can run for 2 h 29 min more. It keeps 4 GiB of memory for you. If it stays on, your"
                        + " memory quota is used up today at 14:04 and the server is stopped 15 min later, at 14:19.",
                "NEAR | near | 26 min left: save your work. Your memory quota is nearly used up. If Large stays on, nothing"
                        + " is left today at 12:01 and the server is stopped 15 min later, at 12:16. Files you have saved"
                        + " are kept.",
                "GRACE | over | Your memory quota is used up: save your work. You have used all of your 60 GiB-hours per 30"
                        + " days. Large is stopped today at 11:40. Files you have saved are kept.",
                "STOPPED | over | Large was stopped at 11:20 because your memory quota was used up. You had used all of your"
                        + " 60 GiB-hours per 30 days. Your saved files are safe. You can start Standard again tomorrow, Wed"
                        + " 18 Nov, from 08:36, or ask an admin for more.",
                "USED_UP | over | Your memory quota is used up. You have used all of your 60 GiB-hours per 30 days. Nothing"
                        + " is running. You can start Standard again tomorrow, Wed 18 Nov, from 08:36, or ask an admin for"
                        + " more.",
                "EMPTY | calm | Nothing used yet: everything is available. Choose a server and start. From then on this page"
                        + " shows what you use and how long it lasts.",
                "IDLE | calm | Nothing is running, so nothing is being used up. You can start Standard now: it could run for"
                        + " 5 h, until 16:34.",
                "STALE | stale | Numbers are 14 min old. The meter has not been heard from since today at 11:20. What you"
                        + " used since then is missing here and is added when it is back. You can still start servers; your"
                        + " hub allows it while the meter is silent.",
                "TWO | calm | Your servers can run for 89 min more. They keep 6 GiB of memory and 1 GPU for you. If they stay"
                        + " on, your memory quota is used up today at 13:04 and the servers are stopped 15 min later, at"
                        + " 13:19.",
                "ENDLESS | calm | Your server can stay on as long as you like. It keeps 2 CPU for you. At this pace none of"
                        + " your quotas is used up.",
                "UNLIMITED | stale | No quotas are set up yet. What you use is counted. You can start servers."
            })
    void thePageAnswersBeforeItLists(States state, String tone, String spoken) {
        AnswerCard answer = (AnswerCard) Objects.requireNonNull(model(state).get("answer"));
        assertThat(answer.spoken()).isEqualTo(spoken);
        assertThat(answer.tone().css()).isEqualTo(tone);
    }

    /** The words may be too many at once for a picture, but never too few for whoever does not see it. */
    @ParameterizedTest
    @EnumSource
    void everyStateIsAPageThatWorksWithoutSeeing(States state) {
        Document page = Jsoup.parse(html(state));
        assertThat(page.select("h1")).hasSize(1);
        assertThat(page.select("[style], style, script:not([src]), [onclick]")).isEmpty();
        page.select("svg")
                .forEach(svg -> assertThat(svg.hasAttr("aria-hidden")
                                || svg.hasAttr("aria-label")
                                || svg.closest("[aria-hidden]") != null)
                        .as(svg.outerHtml())
                        .isTrue());
        page.select("[role=meter]").forEach(meter -> {
            assertThat(meter.attr("aria-label")).isNotBlank();
            assertThat(meter.attr("aria-valuetext")).contains(" used, ");
            assertThat(Integer.parseInt(meter.attr("aria-valuenow"))).isBetween(0, 100);
        });
        page.select("input:not([type=hidden])")
                .forEach(input -> assertThat(input.closest("label")).isNotNull());
        page.select("table").forEach(table -> {
            assertThat(table.select("caption")).hasSize(1);
            assertThat(table.select("th")).allMatch(header -> header.hasAttr("scope"));
        });
        page.select("[aria-labelledby]")
                .forEach(part -> assertThat(page.getElementById(part.attr("aria-labelledby")))
                        .as(part.attr("aria-labelledby"))
                        .isNotNull());
        List<String> ids = page.select("[id]").eachAttr("id");
        assertThat(ids).doesNotHaveDuplicates();
        assertThat(page.text()).doesNotContain("Optional[").doesNotContain("PT").doesNotContain("null");
    }

    @Test
    void aNameIsOnlyEverText() {
        Document page = Jsoup.parse(html(States.TWO));
        assertThat(page.select("script:not([src])")).isEmpty();
        assertThat(page.text()).contains("GPU slice (<script>alert(1)</script>)");
    }

    @Test
    void barsAddUpAndPercentIsThatOfTheBar() {
        for (States state : States.values()) {
            for (QuotaBar bar : quotas(state)) {
                BigDecimal sum = new BigDecimal(bar.filled()).add(new BigDecimal(bar.next()));
                assertThat(sum).as("%s %s", state, bar).isBetween(BigDecimal.ZERO, BigDecimal.valueOf(100));
                assertThat(bar.tone() == Tone.OVER).isEqualTo(bar.percent() >= 100);
            }
        }
        assertThat(quotas(States.NORMAL))
                .extracting(
                        QuotaBar::resource, QuotaBar::window, bar -> bar.left().words(), QuotaBar::percent)
                .containsExactly(
                        tuple("Memory", "per 30 days", "10.0 GiB-hours left", 83),
                        tuple("GPU", "per day", "23.8 GPU-hours left", 0),
                        tuple("GPU", "per 30 days", "157.6 GPU-hours left", 1),
                        tuple("CPU", "last 30 days", "No limit", 0));
    }

    @Test
    void eachSizeTellsHowLongItCouldRunNextToAndInsteadOfWhatRuns() {
        assertThat(options(States.NORMAL, "nextTo"))
                .extracting(StartOption::name, StartOption::answer, StartOption::detail)
                .containsExactly(
                        tuple("Standard", "74 min", "until 12:49"),
                        tuple("GPU slice", "1 h 39 min", "until 13:14"),
                        tuple("Large", "29 min", "until 12:04"),
                        tuple("X-Large", "Not now", "memory would last 8 min; at least 10 min are needed"));
        assertThat(options(States.NORMAL, "insteadOf"))
                .extracting(StartOption::name, StartOption::answer)
                .containsExactly(
                        tuple("Standard", "2 h 29 min"),
                        tuple("GPU slice", "4 h 59 min"),
                        tuple("Large", "37 min"),
                        tuple("X-Large", "Not now"));
        assertThat(options(States.IDLE, "insteadOf")).isEmpty();
    }

    @Test
    void daysCanBeKeptAsAFile() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ((Reply.Csv) page(States.NORMAL).days(visit())).body().writeTo(out);
        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(lines).hasSize(31);
        assertThat(lines.getFirst()).isEqualTo("date,from,until,GiB-hours,GPU-hours,core-hours");
        assertThat(lines.get(1)).isEqualTo("2026-10-19,2026-10-18T22:00:00Z,2026-10-19T22:00:00Z,8,0,4");
        assertThat(lines.getLast()).startsWith("2026-11-17,2026-11-16T23:00:00Z,2026-11-17T10:34:07Z,10.007777");
    }

    private static UserPage page(States state) {
        return new UserPage(state.user(), "campus", States.SIZES, true);
    }

    @Test
    void usageThatCannotBeReadIsNoFaultOfThePage() {
        try (RemoteUsageView nobody = new RemoteUsageView(RemoteUsageConfig.of(URI.create("http://127.0.0.1:1")))) {
            UserPage page = new UserPage(nobody, "campus", List.of(), true);
            assertThatThrownBy(() -> page.page(visit()))
                    .isInstanceOfSatisfying(
                            PageProblem.class,
                            problem -> assertThat(problem.status()).isEqualTo(503));
            assertThatThrownBy(() -> page.live(visit())).isInstanceOf(PageProblem.class);
            assertThatThrownBy(() -> page.days(visit())).isInstanceOf(PageProblem.class);
        }
    }

    private static Map<String, ?> model(States state) {
        return ((Reply.Html) page(state).page(visit())).model();
    }

    @SuppressWarnings("unchecked")
    private static List<QuotaBar> quotas(States state) {
        return (List<QuotaBar>) Objects.requireNonNull(model(state).get("quotas"));
    }

    @SuppressWarnings("unchecked")
    private static List<StartOption> options(States state, String which) {
        return (List<StartOption>) Objects.requireNonNull(model(state).get(which));
    }

    static String html(States state) {
        Map<String, @Nullable Object> all = new HashMap<>(model(state));
        all.put("visitor", new Visitor("ana-maria", List.of("regular", "gpu"), false));
        all.put("csrfToken", "token");
        all.put("zone", "Europe/Berlin");
        all.put("here", "");
        return TEMPLATES.render("user", all, Locale.UK);
    }

    private static Visit visit() {
        return new Visit(
                new Visitor("ana-maria", List.of("regular", "gpu"), false),
                OneUser.ACCOUNT,
                Query.EMPTY,
                Form.EMPTY,
                Locale.UK,
                ZoneId.of("Europe/Berlin"),
                States.NOW,
                "token");
    }
}
