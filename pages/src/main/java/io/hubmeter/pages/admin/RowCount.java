package io.hubmeter.pages.admin;

import io.hubmeter.api.view.UsageView;
import io.hubmeter.core.decision.AccountStanding;
import io.hubmeter.core.decision.Assessment;
import io.hubmeter.core.decision.Standing;
import io.hubmeter.core.decision.StandingsQuery;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.policy.Policy;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Counts one account at a time, all as of the same instant and under the same policy. Safe for use by many threads at once. */
final class RowCount {
    /** What runs out this soon is near. */
    static final Duration SOON = Duration.ofHours(1);

    private static final int NEAR_PERCENT = 80;
    private static final int COST_DECIMALS = 4;
    private static final BigInteger HUNDRED = BigInteger.valueOf(100);

    private final UsageView view;
    private final Policy.Rules rules;
    private final Instant at;
    private final Instant monthStart;
    private final boolean hasHubs;
    private final Map<List<String>, AccountRow.Groups> known = new ConcurrentHashMap<>();

    /**
     * A count.
     *
     * @param at in whole milliseconds
     * @param monthStart not later; what is used from here on is what the month costs
     * @param hasHubs whether it is worth knowing on which hub servers run
     */
    RowCount(UsageView view, Instant at, Instant monthStart, boolean hasHubs) {
        this.view = view;
        this.rules = view.policy().map(Policy::rules).orElse(Policy.Rules.DEFAULT);
        this.at = at;
        this.monthStart = monthStart;
        this.hasHubs = hasHubs;
    }

    /** Of the costs; empty if nothing has a price. */
    String currency() {
        return rules.prices().currency();
    }

    /** What to ask for: where everybody of a realm stands, and what they used since the month began. */
    StandingsQuery query(String realm) {
        return new StandingsQuery(at, monthStart, realm);
    }

    /** The row of an account. */
    AccountRow of(AccountStanding standing) {
        AccountId account = standing.account();
        Assessment assessment = standing.assessment();
        List<Standing> standings = assessment.standings();
        Instant runsOutAt = runsOutAt(standings);
        return new AccountRow(
                account.user(),
                AccountRow.fold(account.user()),
                groups(standing.groups()),
                hasHubs && assessment.openPods() > 0 ? hubs(account) : List.of(),
                level(standings),
                Tightest.of(standings),
                assessment.openPods(),
                assessment.rates(),
                runsOutAt,
                rules.prices().isEmpty() ? null : rules.prices().of(standing.used(), COST_DECIMALS));
    }

    private AccountRow.Groups groups(List<String> names) {
        return names.isEmpty() ? AccountRow.Groups.NONE : known.computeIfAbsent(names, AccountRow.Groups::of);
    }

    private @Nullable Instant runsOutAt(List<Standing> standings) {
        Instant first = null;
        for (Standing standing : standings) {
            Instant next = standing.exhaustedAt();
            if (next != null && next.isAfter(at) && (first == null || next.isBefore(first))) {
                first = next;
            }
        }
        return first;
    }

    private Level level(List<Standing> standings) {
        return standings.stream()
                .map(standing -> level(standing, rules, at))
                .min(Comparator.naturalOrder())
                .orElse(Level.FINE);
    }

    /** How an account stands with one limit. */
    static Level level(Standing standing, Policy.Rules rules, Instant at) {
        if (Tightest.isOver(standing.limit(), standing.used())) {
            return Level.OVER;
        }
        Instant runsOutAt = standing.exhaustedAt();
        boolean isSoon = runsOutAt != null
                && runsOutAt.isAfter(at)
                && Duration.between(at, runsOutAt).compareTo(SOON) <= 0;
        return isSoon || hasPassedWarning(standing, rules) ? Level.NEAR : Level.FINE;
    }

    private static boolean hasPassedWarning(Standing standing, Policy.Rules rules) {
        BigInteger amount = standing.limit().amount();
        int percent =
                rules.warnings().isEmpty() ? NEAR_PERCENT : rules.warnings().getFirst();
        return amount != null
                && amount.signum() > 0
                && standing.used().multiply(HUNDRED).compareTo(amount.multiply(BigInteger.valueOf(percent))) >= 0;
    }

    /** Where servers run now. */
    private List<String> hubs(AccountId account) {
        return view.servers(account, at.minusMillis(1), at, UsageView.MOST_SERVERS).stream()
                .filter(server -> server.end() == null)
                .map(server -> server.place().hub())
                .filter(Objects::nonNull)
                .distinct()
                .sorted()
                .toList();
    }
}
