package io.hubmeter.pages.user;

import io.hubmeter.api.view.UsageUnavailable;
import io.hubmeter.api.view.UsageView;
import io.hubmeter.core.metering.MeterHistory;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.outlook.DayUsage;
import io.hubmeter.pages.http.PageProblem;
import io.hubmeter.pages.http.Reply;
import io.hubmeter.pages.http.Visit;
import io.hubmeter.pages.text.Phrases;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;

/** The page on which a user sees how much is left, what runs, and what comes back when. */
public final class UserPage {
    private static final int EXACT_DECIMALS = 9;

    private final UserFactsReader reader;
    private final List<ServerSize> sizes;
    private final ServerNames names;
    private final boolean isStopped;

    /**
     * The page of a hub.
     *
     * @param sizes the sizes of server that the hub offers; empty if they are not known
     * @param isStopped whether servers are stopped when a limit is used up, rather than only refused
     */
    public UserPage(UsageView view, String hub, List<ServerSize> sizes, boolean isStopped) {
        this.reader = new UserFactsReader(view, hub);
        this.sizes = List.copyOf(sizes);
        this.names = new ServerNames(sizes);
        this.isStopped = isStopped;
    }

    /** The whole page. */
    public Reply page(Visit visit) {
        return Reply.page("user", model(visit));
    }

    /** What changes as time goes on, to be put into a page that is open. */
    public Reply live(Visit visit) {
        return new Reply.Fragment("user-live", model(visit));
    }

    /** What was used on each of the days that the page shows. */
    public Reply days(Visit visit) {
        Phrases phrases = phrases(visit);
        UserFacts facts = facts(visit, phrases);
        MeterHistory history = facts.history();
        List<DayUsage> days = history == null ? List.of() : ResourceCharts.days(facts, phrases, history);
        List<Resource> resources = ResourceCharts.resources(facts, days);
        List<String> header = new ArrayList<>(List.of("date", "from", "until"));
        resources.forEach(resource -> header.add(resource.displayHours()));
        return new Reply.Csv("usage.csv", out -> {
            CSVPrinter csv = new CSVPrinter(new OutputStreamWriter(out, StandardCharsets.UTF_8), CSVFormat.RFC4180);
            csv.printRecord(header);
            for (DayUsage day : days) {
                List<String> row = new ArrayList<>(List.of(
                        day.date().toString(),
                        day.from().toString(),
                        day.until().toString()));
                resources.forEach(resource -> row.add(resource.hours(day.used().get(resource), EXACT_DECIMALS)
                        .stripTrailingZeros()
                        .toPlainString()));
                csv.printRecord(row);
            }
            csv.flush();
        });
    }

    private static Phrases phrases(Visit visit) {
        return new Phrases(visit.locale(), visit.zone(), visit.at());
    }

    private UserFacts facts(Visit visit, Phrases phrases) {
        try {
            return reader.read(visit, phrases);
        } catch (UsageUnavailable unavailable) {
            throw PageProblem.unavailable(
                    "Your usage cannot be read now. Try again in a minute.", String.valueOf(unavailable.getMessage()));
        }
    }

    private Map<String, @Nullable Object> model(Visit visit) {
        Phrases phrases = phrases(visit);
        UserFacts facts = facts(visit, phrases);
        List<RunningServer> running = RunningServers.of(facts, phrases, names);
        List<StartOption> nextTo = StartOptions.nextTo(facts, phrases, sizes);
        Map<String, @Nullable Object> model = new HashMap<>();
        model.put("groups", facts.groups());
        model.put("isStale", facts.isStale());
        model.put(
                "counted",
                phrases.seconds(Optional.ofNullable(facts.assessment().heardAt())
                        .filter(heardAt -> facts.isStale())
                        .orElse(facts.at())));
        model.put("answer", Answers.of(facts, phrases, names, sizes, isStopped));
        model.put("quotas", QuotaBars.of(facts, phrases));
        model.put("running", running);
        model.put("nextTo", nextTo);
        model.put("insteadOf", running.isEmpty() ? List.of() : StartOptions.insteadOf(facts, phrases, sizes));
        model.put("charts", ResourceCharts.of(facts, phrases));
        model.put("isTooLong", facts.history() == null);
        model.put("stopNotes", StopNotes.of(facts, phrases, names));
        return model;
    }
}
