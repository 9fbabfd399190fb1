package io.hubmeter.pages.admin;

import io.hubmeter.api.grant.GrantJournal;
import io.hubmeter.api.grant.GrantRecorder;
import io.hubmeter.api.grant.GrantRequest;
import io.hubmeter.api.grant.GrantTerms;
import io.hubmeter.api.grant.JournalUnavailable;
import io.hubmeter.api.notation.Unacceptable;
import io.hubmeter.api.view.UsageUnavailable;
import io.hubmeter.api.view.UsageView;
import io.hubmeter.core.grant.Grant;
import io.hubmeter.core.grant.Grants;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.core.problem.Excerpt;
import io.hubmeter.pages.http.PageProblem;
import io.hubmeter.pages.http.Reply;
import io.hubmeter.pages.http.Visit;
import io.hubmeter.pages.text.Phrases;
import io.hubmeter.pages.user.ServerSize;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes in grants, corrections and voids. What is asked for is first answered with what it would change; that page's form asks
 * again, with the same id, and only then is anything recorded.
 */
final class GrantDesk {
    private static final Logger LOG = LoggerFactory.getLogger(GrantDesk.class);

    private static final int LONGEST_ADDRESS = 2_000;

    private final UsageView view;
    private final GrantRecorder recorder;
    private final PersonPage person;
    private final String hub;
    private final List<ServerSize> sizes;

    /**
     * A desk.
     *
     * @param person shows the forms again if something in them cannot be accepted
     * @param hub the hub's name, which entries carry beside that of the admin
     * @param sizes of which is told how much longer they could run
     */
    GrantDesk(UsageView view, GrantJournal journal, PersonPage person, String hub, List<ServerSize> sizes) {
        this.view = view;
        this.recorder = new GrantRecorder(view, journal);
        this.person = person;
        this.hub = hub;
        this.sizes = List.copyOf(sizes);
    }

    /** A field of the form that asks again. */
    record Hidden(String name, String value) {}

    /** What would change; nothing is recorded. */
    Reply preview(Visit visit) {
        return handled(visit, false);
    }

    /** Records, and leads back to the person. */
    Reply record(Visit visit) {
        return handled(visit, true);
    }

    private Reply handled(Visit visit, boolean isConfirmed) {
        AccountId account =
                Accounts.named(visit.form().value("account"), visit.account().realm());
        Map<String, String> entered = GrantFields.entered(visit.form());
        try {
            Map<String, String> terms = GrantFields.terms(entered, visit.zone());
            if (!isConfirmed && !"void".equals(terms.get("kind"))) {
                terms.put("id", UUID.randomUUID().toString());
            }
            GrantRequest asked = GrantTerms.read(terms, account, actor(visit), visit.at());
            Grants grants = new Grants(view.grants(account));
            if (grants.plus(asked.grant()) instanceof Grants.Outcome.Refused(String message) && !isConfirmed) {
                throw new Unacceptable("/id", "'" + asked.grant().id() + "'", message);
            }
            return isConfirmed ? recorded(visit, asked, terms, grants) : confirm(visit, asked, terms, grants, "", 200);
        } catch (Unacceptable refused) {
            return person.show(visit, account, Entered.refused(entered, refused), "");
        } catch (UsageUnavailable unavailable) {
            throw PageProblem.unavailable(
                    "Usage cannot be read now, so nothing was recorded. Try again in a minute.",
                    String.valueOf(unavailable.getMessage()));
        }
    }

    /** The admin's name, then the hub's, which has no space in it. */
    private String actor(Visit visit) {
        return visit.visitor().user() + " at " + hub;
    }

    private Reply recorded(Visit visit, GrantRequest asked, Map<String, String> terms, Grants grants)
            throws Unacceptable {
        Grant grant = asked.grant();
        if (terms.get("id") == null) {
            throw new Unacceptable("/id", "nothing", "the id that the page before gave it");
        }
        if (grants.plus(grant) instanceof Grants.Outcome.Refused(String message)) {
            throw new Unacceptable("/id", "'" + grant.id() + "'", message);
        }
        try {
            return switch (recorder.record(asked)) {
                case GrantRecorder.Outcome.Recorded(Grant done) -> {
                    LOG.info(
                            "recorded by an admin kind={} id={} account={} actor={}",
                            GrantTerms.code(done.kind()),
                            done.id(),
                            Excerpt.of(done.account().toString()),
                            Excerpt.of(done.actor()));
                    yield done(done);
                }
                case GrantRecorder.Outcome.Repeated(Grant before) -> done(before);
                case GrantRecorder.Outcome.Conflicting(Grant before) ->
                    throw new Unacceptable(
                            "/id",
                            "'%s', which %s recorded with other terms".formatted(before.id(), before.actor()),
                            "a new id; fill in the form again");
            };
        } catch (JournalUnavailable unavailable) {
            LOG.warn("grant not confirmed id={} reason={}", grant.id(), unavailable.getMessage());
            return confirm(
                    visit,
                    asked,
                    terms,
                    grants,
                    "It was not confirmed that this is recorded. Send it again: it is never recorded twice.",
                    503);
        }
    }

    private static Reply done(Grant grant) {
        String person = Addresses.person(grant.account()) + "&recorded=" + grant.id();
        // The longest names make addresses that are too long to be led to.
        return new Reply.SeeOther(person.length() > LONGEST_ADDRESS ? Addresses.OVERVIEW : person);
    }

    private Reply confirm(
            Visit visit, GrantRequest asked, Map<String, String> terms, Grants grants, String warning, int status) {
        Phrases phrases = new Phrases(visit.locale(), visit.zone(), visit.at());
        Grant grant = asked.grant();
        AccountId account = grant.account();
        Policy policy = view.policy().orElse(NoPolicy.IN_FORCE);
        Effect effect = Effect.of(
                grant, new Effect.Subject(account, policy, view.groups(account), grants, sizes), view, phrases);
        List<Hidden> fields = new ArrayList<>();
        terms.forEach((name, value) -> fields.add(new Hidden(name, value)));
        Map<String, Object> model = new HashMap<>();
        model.put("section", "person");
        model.put("user", account.user());
        model.put("account", account.toString());
        model.put("back", Addresses.person(account));
        model.put("kind", GrantTerms.code(grant.kind()));
        model.put("what", Entry.what(grant, phrases));
        model.put("when", Entry.when(grant, phrases));
        model.put("reason", grant.reason());
        model.put("actor", grant.actor());
        model.put("voided", voided(grant, grants, phrases));
        model.put("effect", effect);
        model.put("fields", fields);
        model.put("warning", warning);
        return new Reply.Html(status, "admin-confirm", model);
    }

    /** The entry that a void is about, in words; empty for other entries. */
    private static List<Entry> voided(Grant grant, Grants grants, Phrases phrases) {
        return grants.entries().stream()
                .filter(other -> grant.kind() == Grant.Kind.VOID
                        && other.kind() != Grant.Kind.VOID
                        && other.id().equals(grant.id()))
                .map(other -> Entry.of(other, grants, phrases))
                .toList();
    }
}
