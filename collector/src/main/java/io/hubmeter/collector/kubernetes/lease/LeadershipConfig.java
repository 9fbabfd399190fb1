package io.hubmeter.collector.kubernetes.lease;

import java.time.Duration;

/**
 * How candidates agree on a leader. All candidates of a Lease should have the same durations.
 *
 * @param namespace of the Lease
 * @param leaseName its name
 * @param identity of this candidate, different from all others'; the name of its pod for instance
 * @param leaseDuration how long the others wait after the last sign of the leader, in whole seconds; longer than
 *     {@code renewDeadline}, by as much as clocks may run at different speeds
 * @param renewDeadline how long the leader counts itself as such after the last renewal that succeeded; at least three times
 *     {@code retryPeriod}
 * @param retryPeriod how long the leader waits between renewals; the others look at the Lease after one to 2.2 times that
 */
public record LeadershipConfig(
        String namespace,
        String leaseName,
        String identity,
        Duration leaseDuration,
        Duration renewDeadline,
        Duration retryPeriod) {

    private static final int RETRIES = 3;
    private static final double LONGEST_LOOK_IN_RETRY_PERIODS = 2.2;

    public LeadershipConfig {
        if (namespace.isEmpty() || leaseName.isEmpty() || identity.isEmpty()) {
            throw new IllegalArgumentException(
                    "namespace, name of the lease and identity must not be empty: '%s', '%s', '%s'"
                            .formatted(namespace, leaseName, identity));
        }
        if (!leaseDuration.equals(Duration.ofSeconds(leaseDuration.toSeconds()))) {
            throw new IllegalArgumentException("lease duration %s must be in whole seconds".formatted(leaseDuration));
        }
        if (leaseDuration.compareTo(renewDeadline) <= 0) {
            throw new IllegalArgumentException(
                    "lease duration %s must be longer than renew deadline %s".formatted(leaseDuration, renewDeadline));
        }
        if (!retryPeriod.isPositive() || renewDeadline.compareTo(retryPeriod.multipliedBy(RETRIES)) < 0) {
            throw new IllegalArgumentException(
                    "renew deadline %s must be at least %d times retry period %s, which must be positive"
                            .formatted(renewDeadline, RETRIES, retryPeriod));
        }
    }

    /** The durations that make another candidate lead within 20 s of the leader's last sign of life. */
    public static LeadershipConfig of(String namespace, String leaseName, String identity) {
        return new LeadershipConfig(
                namespace, leaseName, identity, Duration.ofSeconds(12), Duration.ofSeconds(8), Duration.ofSeconds(1));
    }

    /**
     * How long nobody leads at worst after a leader vanished without a word, not counting the API server's own time: another
     * candidate sees the last renewal one look late, waits for the lease to run out, and sees that one look late.
     */
    public Duration longestTakeover() {
        long lookMs = Math.round(retryPeriod.toMillis() * LONGEST_LOOK_IN_RETRY_PERIODS);
        return leaseDuration.plusMillis(2 * lookMs);
    }

    /** A request may take so long that another still fits before the deadline. */
    Duration requestTimeout() {
        return renewDeadline.dividedBy(RETRIES);
    }
}
