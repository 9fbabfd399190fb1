package io.hubmeter.core.policy;

import io.hubmeter.core.grant.Addition;
import io.hubmeter.core.grant.Grants;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.quota.Limit;
import io.hubmeter.core.quota.LimitChange;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
        List<Entitled> limits = new Rules(policy, account, groups).combined();
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

    /** What the rules alone say of one account. */
    private static final class Rules {
        private final Policy policy;
        private final List<Rule> own;
        private final List<Rule> defaults;
        private final Map<String, List<Rule>> groups = new LinkedHashMap<>();

        Rules(Policy policy, AccountId account, Collection<String> groups) {
            this.policy = policy;
            this.own = holding(policy.users().getOrDefault(account, List.of()), account);
            this.defaults = holding(policy.defaults(), account);
            groups.stream().distinct().sorted().forEach(group -> {
                List<Rule> rules = holding(policy.groups().getOrDefault(group, List.of()), account);
                if (!rules.isEmpty()) {
                    this.groups.put(group, rules);
                }
            });
        }

        private List<Rule> holding(List<Rule> rules, AccountId account) {
            return rules.stream()
                    .filter(rule -> policy.holdsIn(account.realm(), rule))
                    .toList();
        }

        List<Entitled> combined() {
            TreeSet<Resource> resources = new TreeSet<>();
            Stream.concat(Stream.of(own, defaults), groups.values().stream())
                    .flatMap(List::stream)
                    .flatMap(rule -> rule.limits().stream())
                    .forEach(limit -> resources.add(limit.resource()));
            List<Entitled> entitled = new ArrayList<>();
            for (Resource resource : resources) {
                if (speaks(own, resource)) {
                    entitled.addAll(combined(resource, Map.of("user", own), ""));
                } else if (groups.values().stream().anyMatch(rules -> speaks(rules, resource))) {
                    entitled.addAll(combined(resource, groups, "group"));
                } else {
                    entitled.addAll(combined(resource, Map.of("default", defaults), ""));
                }
            }
            return entitled;
        }

        private static boolean speaks(List<Rule> rules, Resource resource) {
            return rules.stream()
                    .flatMap(rule -> rule.limits().stream())
                    .anyMatch(limit -> limit.resource().equals(resource));
        }

        private List<Entitled> combined(Resource resource, Map<String, List<Rule>> named, String noun) {
            Map<Duration, Limit> limits = new LinkedHashMap<>();
            Map<Duration, List<String>> origins = new LinkedHashMap<>();
            Map<Duration, Boolean> enforced = new LinkedHashMap<>();
            Combination combination = policy.rules().combination();
            named.forEach((name, rules) -> {
                for (Rule rule : rules) {
                    for (Limit limit : rule.limits()) {
                        if (limit.resource().equals(resource)) {
                            Duration window = limit.window();
                            limits.merge(
                                    window,
                                    limit,
                                    (a, b) -> new Limit(resource, combination.of(a.amount(), b.amount()), window));
                            enforced.merge(window, rule.enforce(), Boolean::logicalOr);
                            List<String> names = origins.computeIfAbsent(window, key -> new ArrayList<>());
                            if (!names.contains(name)) {
                                names.add(name);
                            }
                        }
                    }
                }
            });
            List<Entitled> entitled = new ArrayList<>();
            limits.forEach((window, limit) -> entitled.add(new Entitled(
                    limit,
                    origin(noun, origins.getOrDefault(window, List.of())),
                    Boolean.TRUE.equals(enforced.get(window)),
                    List.of())));
            return entitled;
        }

        private static String origin(String noun, List<String> names) {
            String joined = String.join(", ", names);
            return noun.isEmpty() ? joined : noun + (names.size() == 1 ? " " : "s ") + joined;
        }
    }
}
