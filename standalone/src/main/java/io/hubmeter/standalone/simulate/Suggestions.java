package io.hubmeter.standalone.simulate;

import io.hubmeter.collector.policyfile.LimitText;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.core.quota.Limit;
import io.hubmeter.core.simulation.Peaks;
import io.hubmeter.core.simulation.RecordedAccount;
import io.hubmeter.core.simulation.RecordedPod;
import io.hubmeter.core.simulation.Suggestion;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Limits that real use suggests, for everybody and for each group.
 *
 * @param everybody by resource, the longest window first
 * @param groups the same for the accounts of each group
 * @param percentile the part of the accounts that the limits leave in peace
 */
public record Suggestions(List<Suggestion> everybody, Map<String, List<Suggestion>> groups, int percentile) {
    private static final Duration MONTH = Duration.ofDays(30);

    /** What the accounts used in windows that end within {@code [from, until]} suggests. */
    public static Suggestions of(
            Collection<RecordedAccount> accounts, Policy policy, Instant from, Instant until, int percentile) {
        Map<Limit, List<BigInteger>> everybody = new TreeMap<>();
        Map<String, Map<Limit, List<BigInteger>>> groups = new TreeMap<>();
        for (RecordedAccount account : accounts) {
            Peaks peaks = Peaks.of(account.pods());
            for (Limit subject : subjects(policy, account)) {
                BigInteger greatest = peaks.greatest(subject, from, until);
                if (greatest.signum() > 0) {
                    add(everybody, subject, greatest);
                    account.groups()
                            .forEach(group ->
                                    add(groups.computeIfAbsent(group, name -> new TreeMap<>()), subject, greatest));
                }
            }
        }
        Map<String, List<Suggestion>> byGroup = new LinkedHashMap<>();
        groups.forEach((group, peaks) -> byGroup.put(group, suggestions(peaks, percentile)));
        return new Suggestions(suggestions(everybody, percentile), byGroup, percentile);
    }

    private static void add(Map<Limit, List<BigInteger>> peaks, Limit subject, BigInteger greatest) {
        peaks.computeIfAbsent(subject, limit -> new ArrayList<>()).add(greatest);
    }

    private static List<Suggestion> suggestions(Map<Limit, List<BigInteger>> peaks, int percentile) {
        return peaks.entrySet().stream()
                .map(peak -> Suggestion.of(peak.getKey(), peak.getValue(), percentile))
                .toList();
    }

    /** Every resource and window that the policy limits; if it limits nothing, whatever is used in 30 days. */
    private static TreeSet<Limit> subjects(Policy policy, RecordedAccount account) {
        TreeSet<Limit> subjects = new TreeSet<>();
        Stream.of(
                        List.of(policy.defaults()),
                        policy.groups().values(),
                        policy.users().values())
                .flatMap(Collection::stream)
                .flatMap(List::stream)
                .flatMap(rule -> rule.limits().stream())
                .forEach(limit -> subjects.add(new Limit(limit.resource(), null, limit.window())));
        if (subjects.isEmpty()) {
            for (RecordedPod pod : account.pods()) {
                pod.changes()
                        .forEach(change -> change.rates()
                                .asMap()
                                .keySet()
                                .forEach(resource -> subjects.add(new Limit(resource, null, MONTH))));
            }
        }
        return subjects;
    }

    /** A policy file's part, with what it rests on beside each limit. */
    public String yaml() {
        StringBuilder yaml = new StringBuilder(
                "# Limits that %d of 100 accounts that use the resource stay below.%n".formatted(percentile));
        if (everybody.isEmpty()) {
            return yaml.append("# Nothing was used.\n").toString();
        }
        yaml.append("default:\n").append(limits(everybody, "  "));
        if (!groups.isEmpty()) {
            yaml.append("groups:\n");
            groups.forEach((group, suggestions) ->
                    yaml.append("  ").append(quoted(group)).append(":\n").append(limits(suggestions, "    ")));
        }
        return yaml.toString();
    }

    private static String limits(List<Suggestion> suggestions, String indent) {
        StringBuilder lines = new StringBuilder(indent).append("limits:\n");
        for (Suggestion suggestion : suggestions) {
            lines.append(indent)
                    .append("  # ")
                    .append(suggestion.greatest().size())
                    .append(" accounts; p50 ")
                    .append(hours(suggestion, 50))
                    .append(", p90 ")
                    .append(hours(suggestion, 90))
                    .append(", p95 ")
                    .append(hours(suggestion, 95))
                    .append(", p99 ")
                    .append(hours(suggestion, 99))
                    .append(", max ")
                    .append(hours(suggestion, 100))
                    .append("; reached by ")
                    .append(suggestion.reached())
                    .append('\n');
            lines.append(indent)
                    .append("  - ")
                    .append(LimitText.of(suggestion.limit()))
                    .append('\n');
        }
        return lines.toString();
    }

    /** Display hours at a percentile, with one decimal. */
    static String hours(Suggestion suggestion, int percentile) {
        return suggestion
                .limit()
                .resource()
                .hours(suggestion.atPercentile(percentile), 1)
                .toPlainString();
    }

    /** A name of a group as YAML can always read it. */
    private static String quoted(String name) {
        return name.matches("[A-Za-z][A-Za-z0-9-]{1,60}[A-Za-z0-9]") && !name.matches("(?i)yes|no|true|false|null|off")
                ? name
                : com.fasterxml.jackson.databind.node.TextNode.valueOf(name).toString();
    }
}
