package io.hubmeter.pages.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubmeter.core.grant.Grant;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.pages.http.Reply;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Grants, corrections and voids: what is refused, what is shown before, and what is recorded. */
final class GrantDeskTest {
    private final Town town = new Town();
    private final AccountId anna = town.running("anna", 16);

    @AfterEach
    void closeTown() {
        town.close();
    }

    private static Map<String, String> form(String... pairs) {
        Map<String, String> form = new HashMap<>(Map.of("account", "hub1/anna", "reason", "thesis"));
        for (int i = 0; i < pairs.length; i += 2) {
            form.put(pairs[i], pairs[i + 1]);
        }
        return form;
    }

    /** What a browser sends if the button of a confirmation is pressed. */
    private static Map<String, String> pressed(Document confirmation) {
        Map<String, String> form = new HashMap<>();
        for (Element field : confirmation.select("form.admin-confirm input[type=hidden]")) {
            form.put(field.attr("name"), field.attr("value"));
        }
        return form;
    }

    @Test
    void aGrantIsShownFirstAndRecordedOnce() {
        Document confirmation =
                town.page(town.post("admin/preview", form("kind", "grant", "amount", "20 GiB-hours", "window", "30d")));
        assertThat(town.recorded).isEmpty();
        assertThat(confirmation.select("h1").text()).isEqualTo("Grant this for anna?");
        assertThat(confirmation.select("tbody tr").text())
                .isEqualTo("Memory per 30 days 60 GiB-hours → 80 GiB-hours 64.0 GiB-hours over → within");
        // 16 GiB-hours at twice 4 GiB
        assertThat(confirmation.select(".admin-sizes li").text())
                .isEqualTo("Standard could run: not at all before, 2 h then. It restores 2 h of Standard.");
        Map<String, String> pressed = pressed(confirmation);
        Reply done = town.post("admin/record", pressed);
        assertThat(done)
                .isEqualTo(new Reply.SeeOther("admin/person?account=hub1%2Fanna&recorded=" + pressed.get("id")));
        assertThat(town.recorded)
                .containsExactly(new Grant(
                        Objects.requireNonNull(pressed.get("id")),
                        Grant.Kind.ADDITION,
                        anna,
                        Resource.MEMORY,
                        Town.hours(20),
                        Duration.ofDays(30),
                        Town.NOW,
                        null,
                        "root at hub1",
                        "thesis",
                        Town.NOW));
        assertThat(town.post("admin/record", pressed)).isEqualTo(done);
        assertThat(town.recorded).hasSize(1);
    }

    @Test
    void aCorrectionSaysWhatCountsAsUsedAfterwards() {
        Document confirmation = town.page(town.post(
                "admin/preview",
                form(
                        "kind",
                        "correction",
                        "amount",
                        "-8 GiB-hours",
                        "from",
                        "2026-11-17T05:00",
                        "until",
                        "2026-11-17T11:00")));
        assertThat(confirmation.select("tbody tr").text())
                .isEqualTo("Memory per 30 days 60 GiB-hours 64.0 GiB-hours → 56.0 GiB-hours over → within");
        assertThat(confirmation.select(".admin-sizes").text()).contains("restores 30 min of Standard");
        town.post("admin/record", pressed(confirmation));
        assertThat(town.recorded)
                .singleElement()
                .satisfies(grant -> assertThat(grant.amount()).isEqualTo(Town.hours(-8)));
    }

    @Test
    void noMoreIsTakenOffThanWasHeld() {
        Document confirmation = town.page(town.post(
                "admin/preview",
                form(
                        "kind",
                        "correction",
                        "amount",
                        "-100 GiB-hours",
                        "from",
                        "2026-11-17T05:00",
                        "until",
                        "2026-11-17T11:00")));
        assertThat(confirmation.text()).contains("Only 24.0 GiB-hours was held then");
        assertThat(town.page(town.post(
                                "admin/preview",
                                form(
                                        "kind",
                                        "correction",
                                        "amount",
                                        "-1 GiB-hours",
                                        "from",
                                        "2026-11-01T05:00",
                                        "until",
                                        "2026-11-01T06:00")))
                        .text())
                .contains("Nothing was held then");
    }

    @Test
    void aGrantThatNoLimitHasIsToldToChangeNothing() {
        assertThat(town.page(town.post("admin/preview", form("kind", "grant", "amount", "5 GPU-hours")))
                        .text())
                .contains("it changes nothing");
        assertThat(town.page(town.post(
                                "admin/preview",
                                form("kind", "grant", "amount", "5 GiB-hours", "from", "2026-12-01T08:00")))
                        .text())
                .contains("until then nothing changes");
    }

    @Test
    void everyEntryCanBeVoidedAndThatTwice() {
        town.post("admin/record", form("kind", "grant", "amount", "20 GiB-hours", "id", "g1"));
        Document confirmation =
                town.page(town.post("admin/preview", form("kind", "void", "id", "g1", "reason", "<b>mistake")));
        assertThat(confirmation.select("tbody tr").text())
                .isEqualTo("Memory per 30 days 80 GiB-hours → 60 GiB-hours 64.0 GiB-hours within → over");
        assertThat(confirmation.select("dd bdi").eachText()).contains("<b>mistake");
        town.post("admin/record", pressed(confirmation));
        town.post("admin/record", pressed(confirmation));
        assertThat(town.recorded).extracting(Grant::kind).containsExactly(Grant.Kind.ADDITION, Grant.Kind.VOID);
        Document person = town.page("admin/person", Map.of("account", "hub1/anna"));
        assertThat(person.select(".admin-void")).isEmpty();
        assertThat(person.text()).contains("voided by root at hub1", "<b>mistake");
    }

    @Test
    void whatDoesNotExistCannotBeVoided() {
        Reply reply = town.post("admin/preview", form("kind", "void", "id", "nothing"));
        assertThat(((Reply.Html) reply).status()).isEqualTo(422);
        assertThat(town.page(reply).select("[role=alert]").text()).contains("Nothing was recorded.", "'nothing'");
        assertThat(((Reply.Html) town.post("admin/record", form("kind", "void", "id", "nothing"))).status())
                .isEqualTo(422);
        assertThat(town.recorded).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "grant|amount|",
                "grant|amount|20",
                "grant|amount|0 GiB-hours",
                "grant|amount|-1 GiB-hours",
                "grant|amount|<script>",
                "grant|window|32d",
                "grant|window|x",
                "grant|from|yesterday",
                "grant|from|2026-02-30T10:00",
                "grant|until|2026-11-17T11:34:07",
                "grant|until|+999999-01-01T00:00",
                "grant|reason|",
                "correction|amount|0 GiB-hours",
                "correction|from|",
                "correction|until|",
                "correction|until|2026-11-17T12:00",
                "correction|until|2026-11-17T04:00",
            })
    void whatCannotBeAcceptedIsToldAtItsFieldAndKept(String kind, String field, String value) {
        Map<String, String> form = form("kind", kind, "amount", "1 GiB-hours", field, value == null ? "" : value);
        if (kind.equals("correction")) {
            form.putIfAbsent("from", "2026-11-17T05:00");
            form.putIfAbsent("until", "2026-11-17T06:00");
        }
        for (String path : List.of("admin/preview", "admin/record")) {
            form.put("id", "x");
            Reply reply = town.post(path, form);
            assertThat(((Reply.Html) reply).status()).isEqualTo(422);
            Document page = town.page(reply);
            String invalid = page.select("#" + kind + "-" + field).attr("aria-invalid");
            assertThat(invalid).isEqualTo("true");
            assertThat(page.select("#" + kind + "-" + field + "-error").text()).contains("expected");
            assertThat(page.select("#" + kind + "-reason").val()).isEqualTo(form.get("reason"));
            assertThat(page.select("[aria-invalid]")).hasSize(1);
        }
        assertThat(town.recorded).isEmpty();
    }

    @Test
    void aReasonOfTooManyCharactersIsRefused() {
        Reply reply =
                town.post("admin/preview", form("kind", "grant", "amount", "1 GiB-hours", "reason", "x".repeat(501)));
        assertThat(town.page(reply).select("#grant-reason-error").text()).contains("501 characters");
    }

    @Test
    void hostileReasonsAreText() {
        Document confirmation = town.page(
                town.post("admin/preview", form("kind", "grant", "amount", "1 GiB-hours", "reason", Town.HOSTILE)));
        assertThat(confirmation.select("input[name=reason]").val()).isEqualTo(Town.HOSTILE);
        town.post("admin/record", pressed(confirmation));
        assertThat(town.recorded)
                .singleElement()
                .satisfies(grant -> assertThat(grant.reason()).isEqualTo(Town.HOSTILE));
        town.page("admin/person", Map.of("account", "hub1/anna"));
    }

    @Test
    void whatIsNotConfirmedCanBeSentAgainAndIsRecordedOnce() {
        town.isJournalBroken = true;
        Reply reply = town.post("admin/record", form("kind", "grant", "amount", "1 GiB-hours", "id", "g1"));
        assertThat(((Reply.Html) reply).status()).isEqualTo(503);
        Document page = town.page(reply);
        assertThat(page.select("[role=alert]").text()).contains("never recorded twice");
        town.isJournalBroken = false;
        town.post("admin/record", pressed(page));
        assertThat(town.recorded)
                .singleElement()
                .satisfies(grant -> assertThat(grant.id()).isEqualTo("g1"));
    }

    @Test
    void anIdThatIsTakenIsRefused() {
        town.post("admin/record", form("kind", "grant", "amount", "1 GiB-hours", "id", "g1"));
        Reply reply = town.post("admin/record", form("kind", "grant", "amount", "2 GiB-hours", "id", "g1"));
        assertThat(town.page(reply).select("[role=alert]").text()).contains("'g1'");
        assertThat(town.recorded).hasSize(1);
    }

    @Test
    void theLongestNamesCanBeGrantedTo() {
        String name = "字".repeat(AccountId.MAX_USER_LENGTH);
        Reply reply = town.post(
                "admin/record", form("account", "hub1/" + name, "kind", "grant", "amount", "1 GiB-hours", "id", "g"));
        assertThat(reply).isEqualTo(new Reply.SeeOther("admin"));
        assertThat(town.recorded).hasSize(1);
    }
}
