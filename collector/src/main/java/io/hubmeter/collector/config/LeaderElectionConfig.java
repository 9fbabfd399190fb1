package io.hubmeter.collector.config;

import java.time.Duration;

/**
 * How one of several collectors is made the active one.
 *
 * @param cluster the cluster that keeps the Lease; one of those watched
 * @param namespace of the Lease
 * @param lease its name
 * @param identity who holds it; differs between collectors
 * @param leaseDuration how long the others wait after the last renewal; whole seconds
 * @param renewDeadline how long the leader tries to renew; shorter than {@code leaseDuration}
 * @param retryPeriod how often the Lease is looked at or renewed; shorter than {@code renewDeadline}
 */
public record LeaderElectionConfig(
        String cluster,
        String namespace,
        String lease,
        String identity,
        Duration leaseDuration,
        Duration renewDeadline,
        Duration retryPeriod) {
    /** How many retry periods may pass unseen at most: a candidate looks after one to 2.2 of them, once before and once after. */
    private static final long LOOKS_PERCENT = 440;

    /** How long nobody leads at worst after a leader has vanished without a word, but for the API server's own time. */
    public Duration longestTakeover() {
        return leaseDuration.plusMillis(retryPeriod.toMillis() * LOOKS_PERCENT / 100);
    }
}
