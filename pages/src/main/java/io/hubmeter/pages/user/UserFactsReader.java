package io.hubmeter.pages.user;

import io.hubmeter.api.view.TooManyReadings;
import io.hubmeter.api.view.UsageView;
import io.hubmeter.core.decision.Assessment;
import io.hubmeter.core.decision.Decision;
import io.hubmeter.core.decision.Request;
import io.hubmeter.core.grant.Grants;
import io.hubmeter.core.metering.HeldServer;
import io.hubmeter.core.metering.MeterHistory;
import io.hubmeter.core.metering.Timeline;
import io.hubmeter.core.policy.Entitlement;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.pages.http.Visit;
import io.hubmeter.pages.text.Phrases;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what the page of one user is made of. */
final class UserFactsReader {
    /** More readings than this in a month are not drawn: the page would take too long. */
    private static final int MOST_READINGS = 20_000;

    private static final int MOST_SERVERS = 100;

    private final UsageView view;
    private final String hub;

    UserFactsReader(UsageView view, String hub) {
        this.view = view;
        this.hub = hub;
    }

    /** Everything about the visitor's own account. */
    UserFacts read(Visit visit, Phrases phrases) {
        Instant at = visit.at();
        List<String> groups = visit.visitor().groups();
        Policy policy = view.policy().orElse(null);
        Entitlement entitlement = policy == null
                ? Entitlement.NONE
                : Entitlement.of(policy, visit.account(), groups, new Grants(view.grants(visit.account())), at);
        Policy.Rules rules = policy == null ? Policy.Rules.DEFAULT : policy.rules();
        Assessment assessment =
                view.assess(visit.account(), entitlement, Request.OF_UNKNOWN_SIZE, rules.minimumRuntime(), at);
        Decision decision = policy == null
                ? new Decision.Unknown(Decision.Cause.POLICY_MISSING)
                : Decision.of(
                        assessment.standings(),
                        at,
                        assessment.heardAt(),
                        rules.freshnessBound(),
                        policy.isEnforcedOn(hub));
        Instant from = historyFrom(entitlement, at, phrases);
        List<HeldServer> servers = view.servers(visit.account(), from, at.plusMillis(1), MOST_SERVERS);
        return new UserFacts(
                visit.account(),
                hub,
                groups,
                policy,
                entitlement,
                assessment,
                decision,
                history(visit, from, at),
                servers.stream().filter(server -> server.end() == null).toList(),
                servers.stream().filter(server -> server.end() != null).toList(),
                view.stops(visit.account()),
                at);
    }

    private static Instant historyFrom(Entitlement entitlement, Instant at, Phrases phrases) {
        Duration longest = entitlement.limits().stream()
                .map(limit -> limit.limit().window())
                .max(Comparator.naturalOrder())
                .orElse(QuotaBars.SHOWN);
        Instant window = at.minus(longest.compareTo(QuotaBars.SHOWN) < 0 ? QuotaBars.SHOWN : longest);
        Instant chart = ResourceCharts.firstDay(at, phrases)
                .atStartOfDay(phrases.zone())
                .toInstant();
        return chart.isBefore(window) ? chart : window;
    }

    private @Nullable MeterHistory history(Visit visit, Instant from, Instant at) {
        try {
            Timeline timeline = new Timeline();
            timeline.putAll(view.history(visit.account(), from, at.plusMillis(1), MOST_READINGS));
            return timeline;
        } catch (TooManyReadings tooMany) {
            return null;
        }
    }
}
