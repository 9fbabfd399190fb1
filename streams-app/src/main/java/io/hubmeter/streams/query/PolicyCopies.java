package io.hubmeter.streams.query;

import io.hubmeter.core.policy.Policy;
import io.hubmeter.schemas.avro.PolicyRecord;
import io.hubmeter.wire.Policies;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The policy as each partition has it, read once for as long as it stays the same. Safe for use by many threads. */
final class PolicyCopies {
    private static final String ONLY = "";

    private final StoreReader stores;
    private final HotReads hot;
    private volatile @Nullable Policy newest;

    /** Those that a reader reads, and none from memory. */
    PolicyCopies(StoreReader stores) {
        this(stores, HotReads.NONE);
    }

    /**
     * Those that a reader reads.
     *
     * @param hot what is in memory of the same copies
     */
    PolicyCopies(StoreReader stores, HotReads hot) {
        this.stores = stores;
        this.hot = hot;
    }

    /** The policy in force in a partition; empty before one was published. */
    Optional<Policy> of(int partition) {
        Policy inMemory = hot.policy(partition);
        if (inMemory != null) {
            return Optional.of(inMemory);
        }
        PolicyRecord record = stores.get(NamedStore.POLICY, partition, ONLY);
        if (record == null) {
            return Optional.empty();
        }
        Policy cached = newest;
        if (cached == null || !cached.hash().equals(record.getHash())) {
            cached = Policies.policy(record);
            newest = cached;
        }
        return Optional.of(cached);
    }

    /** Whether a partition works by the policy with the given hash. */
    boolean isInForce(int partition, String hash) {
        PolicyRecord record = stores.get(NamedStore.POLICY, partition, ONLY);
        return record != null && record.getHash().equals(hash);
    }
}
