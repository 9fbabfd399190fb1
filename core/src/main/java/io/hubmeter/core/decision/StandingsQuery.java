package io.hubmeter.core.decision;

import io.hubmeter.core.grant.Grant;
import io.hubmeter.core.grant.Grants;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.policy.Entitlement;
import io.hubmeter.core.policy.Entitlement.Entitled;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.core.quota.Limit;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Asks where all accounts stand.
 *
 * @param at now, whole milliseconds
 * @param since from when on use of what has a price is added up, not before 1970 and not later than {@code at}
 * @param realm whose accounts; null for all
 */
public record StandingsQuery(
        Instant at, Instant since, @Nullable String realm) {
    private static final String SINCE = "since";

    /** Checks the instants and the realm. */
    public StandingsQuery {
        if (since.isAfter(at) || since.isBefore(Instant.EPOCH)) {
            throw new IllegalArgumentException("since: found %s, expected 1970 to %s".formatted(since, at));
        }
        if (realm != null && !AccountId.isRealm(realm)) {
            throw new IllegalArgumentException(
                    "realm: found '%s', expected 1 to 63 characters of a-z, 0-9 and -".formatted(realm));
        }
    }

    /** Whether an account is among those asked for. */
    public boolean isAbout(AccountId account) {
        return realm == null || account.realm().equals(realm);
    }

    /** Assesses an account at {@link #at} for a request of unknown size. */
    @FunctionalInterface
    public interface Assessing {
        /** The account's standing with each of these, in their order. */
        Assessment assess(Entitlement entitlement, Duration minimumRuntime);
    }

    /**
     * Where an account stands: one assessment tells its limits, and, with limits that have no amount, what was used of what has a
     * price.
     *
     * @param policy the policy in force; null if there is none
     */
    public AccountStanding standing(
            @Nullable Policy policy,
            AccountId account,
            Collection<String> groups,
            List<Grant> grants,
            Assessing assessing) {
        Policy.Rules rules = policy == null ? Policy.Rules.DEFAULT : policy.rules();
        Entitlement entitlement =
                policy == null ? Entitlement.NONE : Entitlement.of(policy, account, groups, new Grants(grants), at);
        int limits = entitlement.limits().size();
        Assessment whole = assessing.assess(withPriced(entitlement, rules), rules.minimumRuntime());
        List<Standing> standings = whole.standings();
        Map<Resource, BigInteger> used = new TreeMap<>();
        standings
                .subList(limits, standings.size())
                .forEach(standing -> used.put(standing.limit().resource(), standing.used()));
        Assessment assessment = new Assessment(
                whole.account(),
                whole.at(),
                whole.heardAt(),
                standings.subList(0, limits),
                whole.retryAt(),
                whole.rates(),
                whole.openPods());
        return new AccountStanding(List.copyOf(groups), assessment, Quantities.of(used));
    }

    private Entitlement withPriced(Entitlement entitlement, Policy.Rules rules) {
        Duration length = Duration.between(since, at);
        if (rules.prices().isEmpty() || !length.isPositive()) {
            return entitlement;
        }
        List<Entitled> all = new ArrayList<>(entitlement.limits());
        for (Resource resource : rules.prices().perDisplayHour().keySet()) {
            all.add(new Entitled(new Limit(resource, null, length), SINCE, false, List.of()));
        }
        return new Entitlement(all);
    }
}
