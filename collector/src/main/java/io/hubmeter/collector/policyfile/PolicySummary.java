package io.hubmeter.collector.policyfile;

import io.hubmeter.collector.notation.DurationText;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.core.policy.Prices;
import io.hubmeter.core.policy.Rule;
import io.hubmeter.core.policy.UnknownIs;
import io.hubmeter.core.problem.Excerpt;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a policy means, in lines for people. */
public final class PolicySummary {
    private final Policy policy;
    private final List<String> lines = new ArrayList<>();

    private PolicySummary(Policy policy) {
        this.policy = policy;
    }

    /** The lines; names are shown as {@link Excerpt} shows them. */
    public static List<String> of(Policy policy) {
        PolicySummary summary = new PolicySummary(policy);
        summary.rules();
        summary.hubs();
        summary.entry("default, of whom nothing below speaks", policy.defaults());
        policy.groups().forEach((group, rules) -> summary.entry("group " + Excerpt.of(group), rules));
        policy.users().forEach((account, rules) -> summary.entry("user " + Excerpt.of(account.toString()), rules));
        return List.copyOf(summary.lines);
    }

    private void rules() {
        Policy.Rules rules = policy.rules();
        lines.add(rules.enforce() ? "enforced" : "observed only: no server is refused or stopped");
        lines.add("several groups: " + word(rules.combination()));
        lines.add("minimum runtime %s, grace %s, freshness %s"
                .formatted(
                        DurationText.of(rules.minimumRuntime()),
                        DurationText.of(rules.grace()),
                        DurationText.of(rules.freshnessBound())));
        lines.add("while quotas cannot be checked: " + word(rules.unknown()));
        lines.add("warnings: "
                + (rules.warnings().isEmpty()
                        ? "none"
                        : rules.warnings().stream()
                                .map(percent -> percent + "%")
                                .collect(Collectors.joining(", "))));
        denial("denial", rules.denial());
        Prices prices = rules.prices();
        prices.perDisplayHour()
                .forEach((resource, price) -> lines.add("price: %s %s per %s-hour"
                        .formatted(price.toPlainString(), prices.currency(), resource.displayUnit())));
    }

    private void denial(String what, @Nullable String template) {
        if (template != null) {
            lines.add(what + ": " + Excerpt.ofMessage(template));
        }
    }

    private void hubs() {
        policy.hubs().forEach((name, hub) -> {
            UnknownIs unknown = hub.unknown();
            lines.add("hub %s: realm %s%s%s"
                    .formatted(
                            name,
                            policy.realmOf(name),
                            mode(policy.isEnforcedOn(name)),
                            unknown == null ? "" : ", while quotas cannot be checked: " + word(unknown)));
            denial("  denial", hub.denial());
        });
    }

    private static String mode(boolean isEnforced) {
        return isEnforced ? "" : ", observed only";
    }

    private void entry(String title, List<Rule> rules) {
        lines.add(title);
        if (rules.stream().allMatch(rule -> rule.limits().isEmpty())) {
            lines.add("  no limits");
        }
        for (Rule rule : rules) {
            rule.limits().forEach(limit -> lines.add("  " + LimitText.of(limit) + where(rule)));
        }
    }

    /** Where a rule's limits hold; observed only if any {@code enforce: false} is on the way. */
    private String where(Rule rule) {
        if (rule.hubs().isEmpty()) {
            // It holds on hubs that are not listed too.
            return mode(rule.enforce() && policy.rules().enforce());
        }
        boolean somewhere = rule.hubs().stream().anyMatch(policy::isEnforcedOn);
        return ", on " + String.join(", ", rule.hubs()) + mode(rule.enforce() && somewhere);
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
