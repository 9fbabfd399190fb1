package io.hubmeter.collector.policy;

import java.util.Optional;

/** What was published of policies before. */
@FunctionalInterface
public interface KnownPolicies {

    /**
     * The hash of the policy that every partition holds as its newest; empty if they differ, or one holds none.
     *
     * @throws RuntimeException if that cannot be told now
     */
    Optional<String> newestHash();
}
