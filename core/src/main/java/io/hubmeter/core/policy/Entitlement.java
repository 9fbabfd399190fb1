package io.hubmeter.core.policy;

import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.quota.Limit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The limits that apply to one account now, and where each comes from.
 *
 * <p>Resource by resource, the first of these that speaks of the resource decides: the account's own entry, its groups
 * combined, the defaults. Groups combine per resource and window, and a group that does not speak of a resource has no say in
 * it.
 *
 * @param limits at most one for each resource and window, in the order of resources and the policy's order of windows
 */
public record Entitlement(List<Entitled> limits) {

    /**
     * One limit and its origin.
     *
     * @param origin for people: {@code user}, {@code group regular}, {@code groups power, regular} or {@code default}
     */
    public record Entitled(Limit limit, String origin) {}

    /** Keeps the list to itself. */
    public Entitlement {
        limits = List.copyOf(limits);
    }

    /** The limits without their origins. */
    public List<Limit> bare() {
        return limits.stream().map(Entitled::limit).toList();
    }

    /** The entitlement of an account that is in the given groups. */
    public static Entitlement of(Policy policy, AccountId account, Collection<String> groups) {
        List<Limit> own = policy.users().getOrDefault(account, List.of());
        List<String> listed = groups.stream()
                .distinct()
                .sorted()
                .filter(policy.groups()::containsKey)
                .toList();
        TreeSet<Resource> resources = new TreeSet<>();
        policy.defaults().forEach(limit -> resources.add(limit.resource()));
        own.forEach(limit -> resources.add(limit.resource()));
        listed.forEach(group ->
                policy.groups().getOrDefault(group, List.of()).forEach(limit -> resources.add(limit.resource())));

        List<Entitled> entitled = new ArrayList<>();
        for (Resource resource : resources) {
            if (own.stream().anyMatch(limit -> limit.resource().equals(resource))) {
                addAll(entitled, own, resource, "user");
            } else if (!addGroups(entitled, policy, listed, resource)) {
                addAll(entitled, policy.defaults(), resource, "default");
            }
        }
        return new Entitlement(entitled);
    }

    private static void addAll(List<Entitled> entitled, List<Limit> limits, Resource resource, String origin) {
        limits.stream()
                .filter(limit -> limit.resource().equals(resource))
                .forEach(limit -> entitled.add(new Entitled(limit, origin)));
    }

    private static boolean addGroups(List<Entitled> entitled, Policy policy, List<String> groups, Resource resource) {
        Map<Duration, Limit> combined = new LinkedHashMap<>();
        Map<Duration, List<String>> origins = new LinkedHashMap<>();
        for (String group : groups) {
            for (Limit limit : policy.groups().getOrDefault(group, List.of())) {
                if (limit.resource().equals(resource)) {
                    Combination combination = policy.rules().combination();
                    combined.merge(
                            limit.window(),
                            limit,
                            (a, b) -> new Limit(resource, combination.of(a.amount(), b.amount()), a.window()));
                    origins.computeIfAbsent(limit.window(), window -> new ArrayList<>())
                            .add(group);
                }
            }
        }
        combined.forEach((window, limit) -> {
            List<String> from = origins.getOrDefault(window, List.of());
            entitled.add(new Entitled(limit, (from.size() == 1 ? "group " : "groups ") + String.join(", ", from)));
        });
        return !combined.isEmpty();
    }
}
