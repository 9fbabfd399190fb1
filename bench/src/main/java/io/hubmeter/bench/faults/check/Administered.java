package io.hubmeter.bench.faults.check;

import io.hubmeter.bench.faults.load.Act;
import io.hubmeter.bench.faults.load.Act.Done;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * What administrators and hubs changed, and what therefore may be said of the limits of an account, by arithmetic of its own.
 *
 * <p>Policies, groups and grants are topics of their own, so nothing says before which news of pods each of them is read. But it is not
 * read arbitrarily late: whoever knows a heartbeat knows all that every broker had so long before the heartbeat was handed over.
 */
public final class Administered {
    private static final long LATEST_MS = 15_000;

    private final List<Done> policies = new ArrayList<>();
    private final Map<String, List<Done>> groups = new HashMap<>();
    private final Map<String, List<Done>> grants = new HashMap<>();
    private final Terms first;
    private final IntFunction<Terms> terms;

    /**
     * What was done, in that order, after the policy with the number 0 was in force everywhere.
     *
     * @param terms of the policy with a number
     */
    public Administered(List<Done> done, IntFunction<Terms> terms) {
        this.terms = terms;
        this.first = terms.apply(0);
        for (Done one : done) {
            switch (one.act()) {
                case Act.NewPolicy policy -> policies.add(one);
                case Act.NewGroups told -> of(groups, told.account()).add(one);
                case Act.NewGrant grant -> of(grants, grant.account()).add(one);
                case Act.Voided voided -> of(grants, voided.account()).add(one);
            }
        }
    }

    private static List<Done> of(Map<String, List<Done>> by, String account) {
        return by.computeIfAbsent(account, unknown -> new ArrayList<>());
    }

    /** What holds at the beginning; resources, windows and bounds are those of all policies. */
    Terms first() {
        return first;
    }

    /** Whether anything was changed that concerns this account and not all. */
    boolean isAbout(String account) {
        return groups.containsKey(account) || grants.containsKey(account);
    }

    /** Whether there was more than one policy. */
    boolean hasPolicies() {
        return !policies.isEmpty();
    }

    /** How many of these acts may have been read: the fewest and the most. */
    private record Known(int least, int most) {}

    private static Known known(List<Done> done, long answeredMs, long toldMs) {
        int least = 0;
        int most = 0;
        for (Done one : done) {
            least += one.ackedMs() + LATEST_MS < toldMs ? 1 : 0;
            most += one.sentMs() <= answeredMs ? 1 : 0;
        }
        return new Known(Math.min(least, most), most);
    }

    /** The policy with a hash; null if whoever answered then, being told all that had been told by an instant, can have known no such policy, or a newer one. */
    @Nullable
    Terms policy(String hash, long answeredMs, long toldMs) {
        Known known = known(policies, answeredMs, toldMs);
        for (int i = known.least(); i <= known.most(); i++) {
            Terms candidate = policyAfter(i);
            if (candidate.hash().equals(hash)) {
                return candidate;
            }
        }
        return null;
    }

    private Terms policyAfter(int acts) {
        return acts > 0 && policies.get(acts - 1).act() instanceof Act.NewPolicy(int number)
                ? terms.apply(number)
                : first;
    }

    /** Whether these may have been the groups of an account. */
    boolean mayBeIn(String account, Set<String> told, long answeredMs, long toldMs) {
        List<Done> done = groups.getOrDefault(account, List.of());
        Known known = known(done, answeredMs, toldMs);
        for (int i = known.least(); i <= known.most(); i++) {
            if (new HashSet<>(groupsAfter(done, i)).equals(told)) {
                return true;
            }
        }
        return false;
    }

    private static List<String> groupsAfter(List<Done> done, int acts) {
        return acts > 0 && done.get(acts - 1).act() instanceof Act.NewGroups(String account, List<String> told)
                ? told
                : List.of();
    }

    /** What the limits of an account may have been under a policy and groups, one list for each grant more that may have been read. */
    List<List<Allowance>> allowances(Terms policy, String account, List<String> told, long answeredMs, long toldMs) {
        List<Done> done = grants.getOrDefault(account, List.of());
        Known known = known(done, answeredMs, toldMs);
        List<List<Allowance>> possible = new ArrayList<>();
        for (int i = known.least(); i <= known.most(); i++) {
            possible.add(allowances(policy, told, done.subList(0, i)));
        }
        return possible;
    }

    /** What the limits of an account are once everything was read. */
    List<Allowance> last(String account) {
        List<Done> told = groups.getOrDefault(account, List.of());
        return allowances(
                policyAfter(policies.size()), groupsAfter(told, told.size()), grants.getOrDefault(account, List.of()));
    }

    private static List<Allowance> allowances(Terms policy, List<String> told, List<Done> grants) {
        return policy.of(told).stream()
                .map(limit -> new Allowance(limit, raises(limit, grants)))
                .toList();
    }

    private static List<Allowance.Raise> raises(Limit limit, List<Done> grants) {
        List<Allowance.Raise> raises = new ArrayList<>();
        for (Done one : grants) {
            if (one.act() instanceof Act.NewGrant grant
                    && grant.resource().equals(limit.resource())
                    && (grant.windowMs() == null || grant.windowMs() == limit.windowMs())) {
                raises.add(new Allowance.Raise(grant.amount(), grant.fromMs(), end(grant, grants)));
            }
        }
        return raises;
    }

    private static long end(Act.NewGrant grant, List<Done> grants) {
        long end = grant.untilMs();
        for (Done one : grants) {
            if (one.act() instanceof Act.Voided(String account, String id, long atMs) && id.equals(grant.id())) {
                end = Math.min(end, atMs);
            }
        }
        return end;
    }

    /** Every amount that a limit of an account can have had at any time. */
    Set<BigInteger> everAmounts(String account, String resource, long windowMs) {
        Set<BigInteger> amounts = new HashSet<>();
        List<Done> told = groups.getOrDefault(account, List.of());
        for (int policy = 0; policy <= policies.size(); policy++) {
            for (int i = 0; i <= told.size(); i++) {
                for (Allowance allowance : allowances(
                        policyAfter(policy), groupsAfter(told, i), grants.getOrDefault(account, List.of()))) {
                    if (allowance.base().resource().equals(resource)
                            && allowance.base().windowMs() == windowMs) {
                        Set<BigInteger> sums =
                                new HashSet<>(Set.of(allowance.base().amount()));
                        for (Allowance.Raise raise : allowance.raises()) {
                            Set.copyOf(sums).forEach(sum -> sums.add(sum.add(raise.amount())));
                        }
                        amounts.addAll(sums);
                    }
                }
            }
        }
        return amounts;
    }

    /** How many policies, groups, grants and voids there were. */
    public String counts() {
        long given = grants.values().stream()
                .flatMap(List::stream)
                .filter(one -> one.act() instanceof Act.NewGrant)
                .count();
        long all = grants.values().stream().mapToInt(List::size).sum();
        return "%d policies, %d groups, %d grants, %d of them voided"
                .formatted(
                        policies.size(),
                        groups.values().stream().mapToInt(List::size).sum(),
                        given,
                        all - given);
    }
}
