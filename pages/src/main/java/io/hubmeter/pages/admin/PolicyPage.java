package io.hubmeter.pages.admin;

import io.hubmeter.api.view.UsageUnavailable;
import io.hubmeter.api.view.UsageView;
import io.hubmeter.core.grant.Grants;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.policy.Entitlement;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.core.problem.Excerpt;
import io.hubmeter.pages.http.PageHandler;
import io.hubmeter.pages.http.PageProblem;
import io.hubmeter.pages.http.Query;
import io.hubmeter.pages.http.Reply;
import io.hubmeter.pages.http.Visit;
import io.hubmeter.pages.text.Phrases;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The policy in force as it was written, and what it gives somebody. */
final class PolicyPage implements PageHandler {
    private static final int MOST_GROUPS = 100;
    private static final int LONGEST_NAME = 255;

    private final UsageView view;

    PolicyPage(UsageView view) {
        this.view = view;
    }

    /** A rule that holds for everybody. */
    record Setting(String name, String value) {}

    /** A limit that somebody has. */
    record Given(String title, String amount, String origin, boolean isEnforced) {}

    @Override
    public Reply answer(Visit visit) {
        try {
            return Reply.page("admin-policy", model(visit));
        } catch (UsageUnavailable unavailable) {
            throw PageProblem.unavailable(
                    "The policy cannot be read now. Try again in a minute.", String.valueOf(unavailable.getMessage()));
        }
    }

    private Map<String, Object> model(Visit visit) {
        Phrases phrases = new Phrases(visit.locale(), visit.zone(), visit.at());
        Policy policy = view.policy().orElse(NoPolicy.IN_FORCE);
        Query query = visit.query();
        String user = query.value("user").orElse("");
        String written = query.value("groups").orElse("");
        Map<String, Object> model = new HashMap<>();
        model.put("section", "policy");
        model.put("isPublished", !policy.hash().isEmpty());
        model.put("name", policy.name());
        model.put("hash", policy.hash());
        model.put("text", policy.text());
        model.put("settings", settings(policy.rules(), phrases));
        model.put("user", user);
        model.put("groups", written);
        model.put("wrong", "");
        model.put("isAsked", false);
        model.put("given", List.of());
        model.put("counted", "");
        if (user.length() > LONGEST_NAME) {
            model.put("wrong", "Found %d characters, expected at most %d.".formatted(user.length(), LONGEST_NAME));
        } else if (!user.isEmpty()) {
            AccountId account = new AccountId(visit.account().realm(), user);
            List<String> groups = written.isEmpty() ? view.groups(account) : groups(written);
            Grants grants = new Grants(view.grants(account));
            model.put("isAsked", true);
            model.put("given", given(Entitlement.of(policy, account, groups, grants, visit.at()), phrases));
            model.put("counted", String.join(", ", groups));
        }
        return model;
    }

    private static List<String> groups(String written) {
        List<String> groups = Stream.of(written.split(",", -1))
                .map(String::strip)
                .filter(group -> !group.isEmpty())
                .distinct()
                .toList();
        if (groups.size() > MOST_GROUPS) {
            throw PageProblem.badRequest("groups", String.valueOf(groups.size()), "at most " + MOST_GROUPS);
        }
        return groups;
    }

    private static List<Given> given(Entitlement entitlement, Phrases phrases) {
        return entitlement.limits().stream()
                .map(limit -> new Given(
                        Bar.title(limit.limit()),
                        LimitLine.amount(limit.limit(), phrases),
                        LimitLine.origin(limit.origin()),
                        limit.isEnforced()))
                .toList();
    }

    private static List<Setting> settings(Policy.Rules rules, Phrases phrases) {
        List<Setting> settings = new ArrayList<>();
        settings.add(new Setting("Limits", rules.enforce() ? "are enforced" : "are only observed: nothing is refused"));
        settings.add(new Setting(
                "Several groups",
                switch (rules.combination()) {
                    case MAX -> "the largest limit counts";
                    case MIN -> "the smallest limit counts";
                    case SUM -> "limits are added up";
                }));
        settings.add(new Setting("A server must be able to run for", Phrases.duration(rules.minimumRuntime())));
        settings.add(new Setting(
                "Once a quota is used up servers may go on for",
                rules.grace().isZero() ? "no time" : Phrases.duration(rules.grace())));
        settings.add(new Setting(
                "Warnings at",
                rules.warnings().isEmpty()
                        ? "none"
                        : String.join(
                                ", ",
                                rules.warnings().stream()
                                        .map(percent -> percent + " %")
                                        .toList())));
        settings.add(new Setting(
                "While quotas cannot be checked servers",
                switch (rules.unknown()) {
                    case PERMIT -> "may start";
                    case DENY -> "may not start";
                }));
        rules.prices()
                .perDisplayHour()
                .forEach((resource, price) -> settings.add(new Setting(
                        "One " + resource.displayUnit() + "-hour costs",
                        phrases.decimals(price, 2, 6) + " "
                                + Excerpt.of(rules.prices().currency()))));
        return settings;
    }
}
