package io.hubmeter.wire;

import io.hubmeter.core.policy.Rule;
import io.hubmeter.core.quota.Limit;
import io.hubmeter.schemas.avro.PolicyRule;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Rules of policies as Avro records. */
final class PolicyRules {
    private PolicyRules() {}

    static List<PolicyRule> records(List<Rule> rules) {
        return rules.stream()
                .map(rule -> new PolicyRule(List.copyOf(rule.hubs()), rule.enforce(), Limits.records(rule.limits())))
                .toList();
    }

    static List<Rule> rules(List<PolicyRule> records) {
        return records.stream()
                .map(record -> new Rule(
                        new TreeSet<>(record.getHubs()), record.getEnforce(), Limits.limits(record.getLimits())))
                .toList();
    }

    /** What a reader that knows no rules can make of them: of limits for some hubs, or only observed, it must not hear. */
    static List<io.hubmeter.schemas.avro.Limit> everywhere(List<Rule> rules) {
        List<Limit> limits = new ArrayList<>();
        rules.stream()
                .filter(rule -> rule.hubs().isEmpty() && rule.enforce())
                .forEach(rule -> limits.addAll(rule.limits()));
        return Limits.records(limits);
    }
}
