package io.hubmeter.api.metrics;

import java.time.Duration;
import java.util.Map;

/**
 * Which accounts and groups Prometheus is told of; every bound is of series or of what has series, so that nothing grows with the
 * number of users.
 *
 * @param every how often all accounts are looked at; a look that takes longer puts the next one off
 * @param top how many accounts with the highest ratio of used to limit, for each realm, resource and window
 * @param threshold from which ratio on an account has series whether it is in the top or not, and counts as near; more than 0
 * @param most how many accounts have series at the most
 * @param isAll whether all accounts have series, {@value #MOST_EVER} at the most, whatever the other bounds say
 * @param mostGroups how many groups have series at the most
 * @param mostMemberships how many memberships are told at the most
 * @param namespaces the realm of each Kubernetes namespace with a hub; a realm that is nobody's is its own namespace
 */
public record AccountMetricsConfig(
        Duration every,
        int top,
        double threshold,
        int most,
        boolean isAll,
        int mostGroups,
        int mostMemberships,
        Map<String, String> namespaces) {
    /** How many accounts have series even if all are to have them. */
    public static final int MOST_EVER = 1_000_000;

    /** Each minute; the top 50, and everybody from 80 % on up to 1,000; 500 groups, 10,000 memberships. */
    public static final AccountMetricsConfig DEFAULT =
            new AccountMetricsConfig(Duration.ofMinutes(1), 50, 0.8, 1_000, false, 500, 10_000, Map.of());

    /** Checks the numbers, and keeps its own copy. */
    public AccountMetricsConfig {
        namespaces = Map.copyOf(namespaces);
        if (!every.isPositive()) {
            throw new IllegalArgumentException("every: found %s, expected more than zero".formatted(every));
        }
        if (!(threshold > 0)) {
            throw new IllegalArgumentException("threshold: found %s, expected more than zero".formatted(threshold));
        }
        atLeastZero("top", top);
        atLeastZero("most", most);
        atLeastZero("mostGroups", mostGroups);
        atLeastZero("mostMemberships", mostMemberships);
    }

    private static void atLeastZero(String name, int value) {
        if (value < 0) {
            throw new IllegalArgumentException("%s: found %d, expected 0 or more".formatted(name, value));
        }
    }

    /** How many accounts have series at the most. */
    int mostAccounts() {
        return isAll ? MOST_EVER : most;
    }
}
