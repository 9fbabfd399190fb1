package io.hubmeter.collector.policy;

import io.hubmeter.collector.policyfile.PolicyProblem;
import io.hubmeter.collector.policyfile.PolicyResult;
import io.hubmeter.core.policy.Policy;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Compares the realms of a policy with those by which the collector charges. */
final class RealmCheck {
    private RealmCheck() {}

    /**
     * The result itself, or the reasons why the policy must not be published.
     *
     * @param realms the realm by hub, of hubs that are not a realm of their own name
     */
    static PolicyResult check(PolicyResult result, Map<String, String> realms) {
        if (!(result instanceof PolicyResult.Valid(Policy policy))) {
            return result;
        }
        // A hub that the policy does not list is named by no rule of it either, so it says nothing of that hub's realm.
        List<PolicyProblem> problems = new TreeSet<>(policy.hubs().keySet())
                .stream()
                        .filter(hub -> !policy.realmOf(hub).equals(realms.getOrDefault(hub, hub)))
                        .map(hub -> problem(policy, hub, realms.getOrDefault(hub, hub)))
                        .toList();
        return problems.isEmpty() ? result : new PolicyResult.Invalid(problems);
    }

    private static PolicyProblem problem(Policy policy, String hub, String expected) {
        return new PolicyProblem(
                policy.name(),
                1,
                1,
                "hubs." + hub + ".realm",
                "realm '%s'".formatted(policy.realmOf(hub)),
                "'%s' as in the collector's setting 'realms'".formatted(expected),
                null);
    }
}
