package io.hubmeter.collector.config;

import io.hubmeter.collector.kubernetes.lease.LeadershipConfig;
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
    /** As the candidate for the Lease takes it. */
    public LeadershipConfig leadership() {
        return new LeadershipConfig(namespace, lease, identity, leaseDuration, renewDeadline, retryPeriod);
    }
}
