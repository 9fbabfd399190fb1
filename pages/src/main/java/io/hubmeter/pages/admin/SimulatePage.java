package io.hubmeter.pages.admin;

import io.hubmeter.core.quota.Limit;
import io.hubmeter.pages.http.PageHandler;
import io.hubmeter.pages.http.Reply;
import io.hubmeter.pages.http.Upload;
import io.hubmeter.pages.http.Visit;
import io.hubmeter.pages.text.Exact;
import io.hubmeter.pages.text.Phrases;
import io.hubmeter.pages.trial.PolicyTrial;
import io.hubmeter.pages.trial.TrialOutcome;
import io.hubmeter.pages.trial.TrialOutcome.Suggested;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Tries a policy: a form, then how far it is, then what came of it. */
final class SimulatePage implements PageHandler {
    private static final int MOST_DAYS = 31;
    private static final int LONGEST_POLICY = 1 << 20;

    private final Trials trials;

    SimulatePage(Trials trials) {
        this.trials = trials;
    }

    /** What somebody entered, and what is wrong with it. */
    private record Asked(String days, String percentile, String text, String field, String message) {
        static final Asked NOTHING = new Asked("30", "95", "", "", "");
    }

    /** Something that would have happened, in words. */
    record Line(
            Exact when,
            String user,
            String href,
            String what,
            String limit,
            String rule,
            String server,
            String sentence) {}

    /** A suggested limit, in words. */
    record Proposal(
            String group, String title, String amount, String accounts, List<String> percentiles, String reached) {}

    @Override
    public Reply answer(Visit visit) {
        return shown(visit, Asked.NOTHING);
    }

    /** Begins a trial. */
    Reply begin(Visit visit) {
        String days = visit.form().value("days").orElse("").strip();
        String percentile = visit.form().value("percentile").orElse("").strip();
        String text = visit.form().value("text").orElse("");
        Upload upload = visit.form().upload("file").orElse(null);
        byte[] policy = upload == null ? text.getBytes(StandardCharsets.UTF_8) : upload.bytes();
        String field = "";
        String message = "";
        if (policy.length == 0) {
            field = "file";
            message = "Choose a policy file, or paste its text below.";
        } else if (policy.length > LONGEST_POLICY) {
            field = "file";
            message = "Found %,d bytes, expected at most %,d.".formatted(policy.length, LONGEST_POLICY);
        } else if (number(days, MOST_DAYS) == 0) {
            field = "days";
            message = "Found '%s', expected a number of days from 1 to %d.".formatted(days, MOST_DAYS);
        } else if (number(percentile, 100) == 0) {
            field = "percentile";
            message = "Found '%s', expected a number from 1 to 100.".formatted(percentile);
        }
        if (!field.isEmpty()) {
            return shown(visit, new Asked(days, percentile, text, field, message));
        }
        String name = upload == null || upload.fileName().isBlank() ? "policy.yaml" : upload.fileName();
        PolicyTrial.Request request = new PolicyTrial.Request(
                visit.account().realm(),
                name.length() > 100 ? name.substring(0, 100) : name,
                new PolicyTrial.Bytes(policy),
                Duration.ofDays(number(days, MOST_DAYS)),
                number(percentile, 100));
        if (!trials.begin(request, visit.visitor().user())) {
            return shown(
                    visit,
                    new Asked(
                            days, percentile, text, "file", "Another trial is going on; try again when it has ended."));
        }
        return new Reply.SeeOther(Addresses.SIMULATE);
    }

    /** A number from 1 on; 0 if it is none. */
    private static int number(String written, int most) {
        int number = written.matches("[0-9]{1,3}") ? Integer.parseInt(written) : 0;
        return number > most ? 0 : number;
    }

    private Reply shown(Visit visit, Asked asked) {
        Phrases phrases = new Phrases(visit.locale(), visit.zone(), visit.at());
        Map<String, Object> model = new HashMap<>();
        model.put("section", "simulate");
        model.put("days", asked.days());
        model.put("percentile", asked.percentile());
        model.put("text", asked.text());
        model.put("wrongField", asked.field());
        model.put("wrongMessage", asked.message());
        Trials.Now now = trials.now().orElse(null);
        model.put("isRunning", now != null);
        model.put("by", now == null ? "" : now.by());
        model.put("since", now == null ? new Exact("", "") : phrases.seconds(now.since()));
        model.put("step", now == null ? "" : now.step());
        putOutcome(model, phrases, visit.account().realm());
        return new Reply.Html(asked.field().isEmpty() ? 200 : 422, "admin-simulate", model);
    }

    private void putOutcome(Map<String, Object> model, Phrases phrases, String realm) {
        Trials.Ended ended = trials.last().orElse(null);
        model.put("hasEnded", ended != null);
        if (ended == null) {
            return;
        }
        model.put("endedBy", ended.by());
        model.put("endedAt", phrases.at(ended.at()));
        model.put("fileName", ended.request().fileName());
        model.put("lastDays", phrases.count(ended.request().last().toDays()));
        model.put("askedPercentile", ended.request().percentile());
        model.put("refusal", "");
        model.put("problems", List.of());
        model.put("isTried", false);
        switch (ended.outcome()) {
            case TrialOutcome.Refused(String why) -> model.put("refusal", why);
            case TrialOutcome.Faulty(List<TrialOutcome.Problem> problems) -> model.put("problems", problems);
            case TrialOutcome.Tried tried -> putTried(model, tried, phrases, realm);
        }
    }

    private static void putTried(Map<String, Object> model, TrialOutcome.Tried tried, Phrases phrases, String realm) {
        TrialOutcome.Counts counts = tried.counts();
        model.put("isTried", true);
        model.put("hash", tried.hash());
        model.put("from", phrases.at(tried.from()));
        model.put("until", phrases.at(tried.until()));
        model.put(
                "answer",
                "%s would have been stopped, %s denied."
                        .formatted(people(counts.stoppedAccounts(), phrases), phrases.count(counts.deniedAccounts())));
        model.put("figures", figures(counts, phrases));
        model.put(
                "lines",
                tried.events().stream()
                        .map(event -> line(event, phrases, realm))
                        .toList());
        model.put("more", tried.moreEvents() == 0 ? "" : phrases.count(tried.moreEvents()));
        model.put(
                "percentiles",
                Suggested.PERCENTILES.stream()
                        .map(percent -> percent == 100 ? "most" : percent + " %")
                        .toList());
        model.put(
                "proposals",
                tried.suggestions().stream().map(one -> proposal(one, phrases)).toList());
    }

    private static String people(int count, Phrases phrases) {
        return count == 1 ? "1 person" : phrases.count(count) + " people";
    }

    private static List<PolicyPage.Setting> figures(TrialOutcome.Counts counts, Phrases phrases) {
        List<PolicyPage.Setting> figures = new ArrayList<>();
        figures.add(new PolicyPage.Setting("People with servers", phrases.count(counts.accounts())));
        figures.add(new PolicyPage.Setting("Warned", phrases.count(counts.warned())));
        figures.add(new PolicyPage.Setting("Starts permitted", phrases.count(counts.permitted())));
        figures.add(new PolicyPage.Setting("Starts denied", phrases.count(counts.denied())));
        figures.add(new PolicyPage.Setting("Servers stopped", phrases.count(counts.stopped())));
        if (counts.observed() > 0) {
            figures.add(new PolicyPage.Setting(
                    "Starts that would be denied if it were enforced", phrases.count(counts.observed())));
        }
        return figures;
    }

    private static Line line(TrialOutcome.Event event, Phrases phrases, String realm) {
        Limit limit = event.limit();
        String what = switch (event.what()) {
            case WARNED -> "warned";
            case EXCEEDED -> "used up";
            case RESTORED -> "within the quota again";
            case DENIED -> "start denied";
            case STOPPED -> "server stopped";
        };
        return new Line(
                phrases.at(event.at()),
                event.user(),
                Addresses.person(new io.hubmeter.core.metering.AccountId(realm, event.user())),
                event.isObserved() ? what + " (only observed)" : what,
                LimitLine.amount(limit, phrases) + " per " + Phrases.window(limit.window()),
                LimitLine.origin(event.rule()),
                event.server() == null ? "" : event.server(),
                event.sentence());
    }

    private static Proposal proposal(Suggested suggested, Phrases phrases) {
        Limit limit = suggested.limit();
        return new Proposal(
                suggested.group(),
                Bar.title(limit),
                LimitLine.amount(limit, phrases),
                phrases.count(suggested.accounts()),
                suggested.atPercentiles().stream()
                        .map((BigInteger amount) -> phrases.number(limit.resource(), amount))
                        .toList(),
                phrases.count(suggested.reached()));
    }
}
