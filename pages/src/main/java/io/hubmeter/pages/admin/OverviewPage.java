package io.hubmeter.pages.admin;

import io.hubmeter.core.quota.Limit;
import io.hubmeter.pages.http.PageHandler;
import io.hubmeter.pages.http.Reply;
import io.hubmeter.pages.http.Visit;
import io.hubmeter.pages.text.Exact;
import io.hubmeter.pages.text.Phrases;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Everybody: what there is in all, and a table to search, sort and narrow down. */
final class OverviewPage implements PageHandler {
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Census census;
    private final Sparklines sparklines;
    private final String realm;
    private final List<String> hubs;

    /**
     * The page.
     *
     * @param realm whose accounts are shown
     * @param hubs the hubs of the realm; with one alone there is nothing to choose
     */
    OverviewPage(Census census, Sparklines sparklines, String realm, List<String> hubs) {
        this.census = census;
        this.sparklines = sparklines;
        this.realm = realm;
        this.hubs = List.copyOf(hubs);
    }

    /** A number of the strip; the address may be empty. */
    record Figure(String label, String value, String note, String href, boolean isCurrent) {}

    /** The head of a column; where there is nothing to sort by, the address is empty. */
    record Head(String title, String href, String sorted, String mark) {}

    /** One option of a choice. */
    record Option(String value, String words, boolean isSelected) {}

    /** One account. */
    record Row(
            String user,
            String href,
            String groups,
            @Nullable Bar bar,
            String servers,
            String rates,
            Exact runsOut,
            Sparkline days,
            String cost) {}

    @Override
    public Reply answer(Visit visit) {
        Selection selection = Selection.of(visit.query());
        Phrases phrases = new Phrases(visit.locale(), visit.zone(), visit.at());
        Census.Look look = census.look(PATIENCE);
        Overview overview = look.overview();
        Overview.Part part = overview.part(selection);
        Selection shown = selection.page(part.page());
        Map<String, Object> model = new HashMap<>();
        model.put("section", "overview");
        model.put("figures", figures(overview, selection, phrases));
        model.put("heads", heads(shown, !overview.currency().isEmpty()));
        model.put("rows", rows(part.rows(), overview, phrases));
        model.put("hasCost", !overview.currency().isEmpty());
        model.put("search", selection.search());
        model.put("group", selection.group());
        model.put("groups", overview.groups());
        model.put("hubs", hubOptions(selection));
        model.put("shows", shownOptions(selection));
        model.put("sort", selection.sort().code());
        model.put("order", selection.isDescending() ? "down" : "up");
        model.put("isNarrowed", selection.isNarrowed());
        model.put("found", found(part, phrases));
        model.put("page", phrases.count(part.page()));
        model.put("pages", phrases.count(part.pages()));
        model.put(
                "previous",
                part.page() > 1
                        ? Addresses.OVERVIEW + shown.page(part.page() - 1).query()
                        : "");
        model.put(
                "next",
                part.page() < part.pages()
                        ? Addresses.OVERVIEW + shown.page(part.page() + 1).query()
                        : "");
        model.put("csv", Addresses.CSV + selection.page(1).query());
        model.put("isFirst", look.isFirst());
        model.put("isCounting", look.isCounting());
        model.put("counted", phrases.count(look.counted()));
        model.put("failure", look.failure() == null ? "" : Objects.requireNonNull(look.failure()));
        model.put("at", age(overview, phrases));
        model.put("isCut", overview.isCut());
        return Reply.page("admin", model);
    }

    private static Exact age(Overview overview, Phrases phrases) {
        boolean isRecent = Duration.between(overview.at(), phrases.now()).compareTo(Duration.ofHours(12)) < 0;
        return isRecent ? phrases.seconds(overview.at()) : phrases.at(overview.at());
    }

    private static String found(Overview.Part part, Phrases phrases) {
        return part.found() == 1 ? "1 account" : phrases.count(part.found()) + " accounts";
    }

    private static List<Figure> figures(Overview overview, Selection selection, Phrases phrases) {
        Overview.Totals totals = overview.totals();
        List<Figure> figures = new ArrayList<>();
        figures.add(figure("Accounts", totals.accounts(), "", Shown.ALL, selection, phrases));
        figures.add(figure(
                "Running now",
                totals.running(),
                totals.servers() == 1 ? "1 server" : phrases.count(totals.servers()) + " servers",
                Shown.RUNNING,
                selection,
                phrases));
        figures.add(figure("Over", totals.over(), "a quota is used up", Shown.OVER, selection, phrases));
        figures.add(figure("Near", totals.near(), "a quota is nearly used up", Shown.NEAR, selection, phrases));
        if (!overview.currency().isEmpty()) {
            figures.add(new Figure(
                    "This month",
                    phrases.decimals(totals.cost(), 2, 2) + " " + overview.currency(),
                    "what was used would cost",
                    "",
                    false));
        }
        return figures;
    }

    private static Figure figure(
            String label, int count, String note, Shown shown, Selection selection, Phrases phrases) {
        return new Figure(
                label,
                phrases.count(count),
                note,
                Addresses.OVERVIEW + selection.show(shown).query(),
                selection.shown() == shown);
    }

    private static List<Head> heads(Selection selection, boolean hasCost) {
        List<Head> heads = new ArrayList<>();
        for (Column column : Column.values()) {
            if (column == Column.COST) {
                heads.add(new Head(PastUse.DAYS + " days", "", "", ""));
            }
            if (column != Column.COST || hasCost) {
                boolean isSorted = selection.sort() == column;
                heads.add(new Head(
                        column.title(),
                        Addresses.OVERVIEW + selection.sort(column).query(),
                        isSorted ? (selection.isDescending() ? "descending" : "ascending") : "none",
                        isSorted ? (selection.isDescending() ? "▼" : "▲") : ""));
            }
        }
        return heads;
    }

    private List<Row> rows(List<AccountRow> rows, Overview overview, Phrases phrases) {
        List<Sparkline> days = sparklines.of(realm, rows, phrases);
        List<Row> shown = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            AccountRow row = rows.get(i);
            shown.add(new Row(
                    row.user(),
                    Addresses.person(new io.hubmeter.core.metering.AccountId(realm, row.user())),
                    row.groups().joined(),
                    bar(row, phrases),
                    row.isRunning() ? phrases.count(row.servers()) : "",
                    row.isRunning() ? phrases.size(row.rates()) : "",
                    runsOut(row, overview.at(), phrases),
                    days.get(i),
                    row.cost() == null ? "" : phrases.decimals(row.cost(), 2, 2)));
        }
        return shown;
    }

    private static @Nullable Bar bar(AccountRow row, Phrases phrases) {
        Tightest tightest = row.tightest();
        if (tightest == null) {
            return null;
        }
        Limit limit = tightest.limit();
        BigInteger amount = Objects.requireNonNull(limit.amount());
        return Bar.of(limit, tightest.used(), amount, row.level(), phrases);
    }

    /** Told from when it was counted, since it is extrapolated from there. */
    private static Exact runsOut(AccountRow row, Instant countedAt, Phrases phrases) {
        Instant runsOutAt = row.runsOutAt();
        if (row.level() == Level.OVER) {
            return new Exact("used up", "used up");
        }
        if (runsOutAt == null) {
            return new Exact("", "");
        }
        return new Exact(
                "in " + Phrases.duration(Duration.between(countedAt, runsOutAt)),
                phrases.at(runsOutAt).words());
    }

    private List<Option> hubOptions(Selection selection) {
        if (hubs.size() < 2) {
            return List.of();
        }
        return Stream.concat(
                        Stream.of(new Option("", "any hub", selection.hub().isEmpty())),
                        hubs.stream().map(hub -> new Option(hub, hub, hub.equals(selection.hub()))))
                .toList();
    }

    private static List<Option> shownOptions(Selection selection) {
        return Stream.of(Shown.values())
                .map(shown -> new Option(shown.code(), shown.words(), shown == selection.shown()))
                .toList();
    }
}
