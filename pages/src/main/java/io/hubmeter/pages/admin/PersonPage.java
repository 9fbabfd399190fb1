package io.hubmeter.pages.admin;

import io.hubmeter.api.view.TooManyReadings;
import io.hubmeter.api.view.UsageUnavailable;
import io.hubmeter.api.view.UsageView;
import io.hubmeter.core.decision.Assessment;
import io.hubmeter.core.decision.Request;
import io.hubmeter.core.decision.Standing;
import io.hubmeter.core.grant.Grant;
import io.hubmeter.core.grant.Grants;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.HeldServer;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.outlook.DayUsage;
import io.hubmeter.core.policy.Entitlement;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.pages.http.PageHandler;
import io.hubmeter.pages.http.PageProblem;
import io.hubmeter.pages.http.Reply;
import io.hubmeter.pages.http.Visit;
import io.hubmeter.pages.text.Exact;
import io.hubmeter.pages.text.Phrases;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** One person: limits and where they come from, what runs and ran, what was used, and what admins recorded. */
final class PersonPage implements PageHandler {
    private static final int MOST_READINGS = 20_000;
    private static final int MOST_SERVERS = 200;

    private final UsageView view;

    PersonPage(UsageView view) {
        this.view = view;
    }

    /** One day of the history; amounts in the order of the table's columns. */
    record Day(String date, List<Exact> amounts) {}

    @Override
    public Reply answer(Visit visit) {
        AccountId account =
                Accounts.named(visit.query().value("account"), visit.account().realm());
        String recorded = visit.query().value("recorded").orElse("");
        return show(visit, account, Entered.NOTHING, recorded.matches("[A-Za-z0-9._-]{1,64}") ? recorded : "");
    }

    /**
     * The page, with what was entered into one of its forms.
     *
     * @param recorded the id of an entry that was recorded just now; empty if none was
     */
    Reply show(Visit visit, AccountId account, Entered entered, String recorded) {
        try {
            Map<String, Object> model = model(visit, account, entered);
            model.put("recorded", recorded);
            return new Reply.Html(entered.wrong().isEmpty() ? 200 : 422, "admin-person", model);
        } catch (UsageUnavailable unavailable) {
            throw PageProblem.unavailable(
                    "Usage cannot be read now. Try again in a minute.", String.valueOf(unavailable.getMessage()));
        }
    }

    private Map<String, Object> model(Visit visit, AccountId account, Entered entered) {
        Phrases phrases = new Phrases(visit.locale(), visit.zone(), visit.at());
        Policy policy = view.policy().orElse(NoPolicy.IN_FORCE);
        List<String> groups = view.groups(account);
        Grants grants = new Grants(view.grants(account));
        Entitlement entitlement = Entitlement.of(policy, account, groups, grants, visit.at());
        Assessment assessment = view.assess(
                account, entitlement, Request.OF_UNKNOWN_SIZE, policy.rules().minimumRuntime(), visit.at());
        Map<String, Object> model = new HashMap<>();
        model.put("section", "person");
        model.put("user", account.user());
        model.put("account", account.toString());
        model.put("groups", String.join(", ", groups));
        model.put("hasPolicy", !policy.hash().isEmpty());
        model.put("isEnforced", policy.rules().enforce());
        model.put("heard", assessment.heardAt() == null ? new Exact("", "") : phrases.at(assessment.heardAt()));
        model.put("openPods", phrases.count(assessment.openPods()));
        model.put("isRunning", assessment.openPods() > 0);
        model.put("rates", phrases.size(assessment.rates()));
        model.put("limits", limits(assessment, policy, account, groups, grants, phrases));
        putDays(model, account, phrases);
        putServers(model, account, phrases);
        model.put(
                "stops",
                view.stops(account).stream()
                        .map(stop -> StopLine.of(stop, phrases))
                        .toList());
        model.put(
                "decisions",
                view.decisions(account).stream()
                        .map(decision -> DecisionLine.of(decision, phrases))
                        .toList());
        model.put("entries", entries(grants, phrases));
        model.put("grant", entered.fields("grant"));
        model.put("correction", entered.fields("correction"));
        model.put(
                "windows",
                Windows.options(entitlement, entered.field("grant", "window").value()));
        model.put("wrongForm", entered.kind());
        model.put("wrongField", entered.wrong());
        model.put("wrongMessage", entered.message());
        model.put("zone", phrases.zone().getId());
        return model;
    }

    private static List<LimitLine> limits(
            Assessment assessment,
            Policy policy,
            AccountId account,
            List<String> groups,
            Grants grants,
            Phrases phrases) {
        Entitlement base = Entitlement.of(policy, account, groups, Grants.NONE, phrases.now());
        List<LimitLine> limits = new ArrayList<>();
        for (Standing standing : assessment.standings()) {
            limits.add(LimitLine.of(
                    standing, base, grants, RowCount.level(standing, policy.rules(), phrases.now()), phrases));
        }
        return limits;
    }

    private void putServers(Map<String, Object> model, AccountId account, Phrases phrases) {
        List<HeldServer> servers = view.servers(
                account, phrases.now().minus(Duration.ofDays(PastUse.DAYS)), phrases.now(), MOST_SERVERS + 1);
        model.put(
                "servers",
                servers.stream()
                        .limit(MOST_SERVERS)
                        .map(server -> ServerLine.of(server, phrases))
                        .toList());
        model.put("serversAreCut", servers.size() > MOST_SERVERS);
        model.put("serversShown", phrases.count(MOST_SERVERS));
    }

    private void putDays(Map<String, Object> model, AccountId account, Phrases phrases) {
        List<DayUsage> days = List.of();
        boolean isTooMuch = false;
        try {
            days = PastUse.days(view, account, phrases.zone(), phrases.now(), MOST_READINGS);
        } catch (TooManyReadings many) {
            isTooMuch = true;
        }
        TreeSet<Resource> resources = new TreeSet<>();
        days.forEach(day -> resources.addAll(day.used().asMap().keySet()));
        model.put(
                "dayHeads",
                resources.stream()
                        .map(resource -> "%s, %s".formatted(Phrases.title(resource), resource.displayHours()))
                        .toList());
        model.put(
                "days",
                days.reversed().stream()
                        .map(day -> new Day(
                                phrases.date(day.date()),
                                resources.stream()
                                        .map(resource -> new Exact(
                                                phrases.number(
                                                        resource, day.used().get(resource)),
                                                phrases.amount(
                                                                resource,
                                                                day.used().get(resource))
                                                        .exact()))
                                        .toList()))
                        .toList());
        model.put("daysAreTooMany", isTooMuch);
    }

    /** The newest first. */
    private static List<Entry> entries(Grants grants, Phrases phrases) {
        List<Entry> entries = new ArrayList<>();
        for (Grant grant : grants.entries().reversed()) {
            entries.add(Entry.of(grant, grants, phrases));
        }
        return entries;
    }
}
