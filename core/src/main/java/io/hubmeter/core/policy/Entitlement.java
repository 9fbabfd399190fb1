package io.hubmeter.core.policy;

import io.hubmeter.core.grant.Addition;
import io.hubmeter.core.grant.Grants;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.quota.Limit;
import io.hubmeter.core.quota.LimitChange;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The limits that apply to one account at an instant, where each comes from, and how grants will change it.
 *
 * <p>Resource by resource, the first of these that speaks of the resource decides: the account's own entry, its groups
 * combined, the defaults. Groups combine per resource and window, and a group that does not speak of a resource has no say in
 * it. Rules for other hubs do not speak. Grants are added last.
 *
 * @param limits at most one for each resource and window, in the order of resources and the policy's order of windows
 */
public record Entitlement(List<Entitled> limits) {
    /** No limit applies. */
    public static final Entitlement NONE = new Entitlement(List.of());

    /**
     * One limit and its origin.
     *
     * @param limit as it is now, grants included
     * @param origin for people: {@code user}, {@code group regular}, {@code groups power, regular} or {@code default}
     * @param isEnforced false if every rule that it comes from only observes
     * @param changes what grants make of it later, ascending; empty if it stays
     */
    public record Entitled(Limit limit, String origin, boolean isEnforced, List<LimitChange> changes) {
        /** Keeps the list to itself. */
        public Entitled {
            changes = List.copyOf(changes);
        }
    }

    /** Keeps the list to itself. */
    public Entitlement {
        limits = List.copyOf(limits);
    }

    /** Limits that everybody has, enforced, and that no grant changes. */
    public static Entitlement ofEverybody(List<Limit> limits) {
        return new Entitlement(limits.stream()
                .map(limit -> new Entitled(limit, "default", true, List.of()))
                .toList());
    }

    /** The limits without their origins. */
    public List<Limit> bare() {
        return limits.stream().map(Entitled::limit).toList();
    }

    /** When grants change a limit next; null if they never do. */
    public @Nullable Instant nextChangeAt() {
        return limits.stream()
                .flatMap(entitled -> entitled.changes().stream().limit(1))
                .map(LimitChange::at)
                .min(Instant::compareTo)
                .orElse(null);
    }

    /** Whether a limit is one that may refuse or stop a server. */
    public boolean isEnforced(Limit limit) {
        return limits.stream()
                .anyMatch(entitled -> entitled.isEnforced() && entitled.limit().hasSameSubjectAs(limit));
    }

    /** The entitlement of an account that is in the given groups and has the given grants, at an instant. */
    public static Entitlement of(
            Policy policy, AccountId account, Collection<String> groups, Grants grants, Instant at) {
        List<Entitled> limits = new AccountRules(policy, account, groups).combined();
        List<Addition> additions = grants.additions();
        return new Entitlement(
                additions.isEmpty()
                        ? limits
                        : limits.stream()
                                .map(limit -> granted(limit, additions, at))
                                .toList());
    }

    private static Entitled granted(Entitled entitled, List<Addition> all, Instant at) {
        Limit limit = entitled.limit();
        BigInteger base = limit.amount();
        List<Addition> additions =
                all.stream().filter(addition -> addition.raises(limit)).toList();
        if (base == null || additions.isEmpty()) {
            return entitled;
        }
        List<LimitChange> changes = new ArrayList<>();
        BigInteger now = base.add(sum(additions, at));
        BigInteger before = now;
        TreeSet<Instant> instants = new TreeSet<>();
        additions.stream()
                .flatMap(addition -> Stream.of(addition.from(), addition.until()))
                .filter(instant -> instant != null && instant.isAfter(at))
                .forEach(instants::add);
        for (Instant instant : instants) {
            BigInteger amount = base.add(sum(additions, instant));
            if (!amount.equals(before)) {
                changes.add(new LimitChange(instant, amount));
                before = amount;
            }
        }
        return new Entitled(
                new Limit(limit.resource(), now, limit.window()), entitled.origin(), entitled.isEnforced(), changes);
    }

    private static BigInteger sum(List<Addition> additions, Instant at) {
        return additions.stream()
                .filter(addition -> addition.isActiveAt(at))
                .map(Addition::amount)
                .reduce(BigInteger.ZERO, BigInteger::add);
    }
}
