package io.hubmeter.core.policy;

import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.policy.Entitlement.Entitled;
import io.hubmeter.core.quota.Limit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What the rules alone say of one account. */
final class AccountRules {
    private final Policy policy;
    private final List<Rule> own;
    private final List<Rule> defaults;
    private final Map<String, List<Rule>> groups = new LinkedHashMap<>();

    AccountRules(Policy policy, AccountId account, Collection<String> groups) {
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
        List<Rule> holding = new ArrayList<>(rules.size());
        for (Rule rule : rules) {
            if (policy.holdsIn(account.realm(), rule)) {
                holding.add(rule);
            }
        }
        return holding;
    }

    // Loops, not streams: every decision goes through here, and streams of streams took a third of its memory.
    List<Entitled> combined() {
        TreeSet<Resource> resources = new TreeSet<>();
        addResources(own, resources);
        addResources(defaults, resources);
        groups.values().forEach(rules -> addResources(rules, resources));
        List<Entitled> entitled = new ArrayList<>();
        for (Resource resource : resources) {
            if (speaks(own, resource)) {
                entitled.addAll(combined(resource, Map.of("user", own), ""));
            } else if (groupsSpeak(resource)) {
                entitled.addAll(combined(resource, groups, "group"));
            } else {
                entitled.addAll(combined(resource, Map.of("default", defaults), ""));
            }
        }
        return entitled;
    }

    private static void addResources(List<Rule> rules, Set<Resource> resources) {
        for (Rule rule : rules) {
            for (Limit limit : rule.limits()) {
                resources.add(limit.resource());
            }
        }
    }

    private boolean groupsSpeak(Resource resource) {
        for (List<Rule> rules : groups.values()) {
            if (speaks(rules, resource)) {
                return true;
            }
        }
        return false;
    }

    private static boolean speaks(List<Rule> rules, Resource resource) {
        for (Rule rule : rules) {
            for (Limit limit : rule.limits()) {
                if (limit.resource().equals(resource)) {
                    return true;
                }
            }
        }
        return false;
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
