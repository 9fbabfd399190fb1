package io.hubmeter.streams.hot;

import io.hubmeter.core.policy.Policy;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a task knows that concerns all its accounts. The task alone writes it; many threads read. */
public final class HotPartition {
    private volatile List<HeardSource> sources = List.of();
    private volatile @Nullable Policy policy;

    /** Knows nothing yet. */
    public HotPartition() {}

    /**
     * What was last heard of a source.
     *
     * @param realms those that it feeds
     * @param heardAt null if it was never heard
     */
    public record HeardSource(List<String> realms, @Nullable Instant heardAt) {
        /** Keeps its own copy. */
        public HeardSource {
            realms = List.copyOf(realms);
        }
    }

    /** Notes what was heard. */
    public void heard(List<HeardSource> changed) {
        sources = List.copyOf(changed);
    }

    /** Notes the policy in force. */
    public void adopted(Policy changed) {
        policy = changed;
    }

    /** The policy in force; null before one was published. */
    public @Nullable Policy policy() {
        return policy;
    }

    /** The time heard from the stalest source that feeds a realm; null if there is none, or one that was never heard. */
    public @Nullable Instant heardAt(String realm) {
        Instant stalest = null;
        for (HeardSource source : sources) {
            if (source.realms().contains(realm)) {
                Instant heardAt = source.heardAt();
                if (heardAt == null) {
                    return null;
                }
                stalest = stalest == null || heardAt.isBefore(stalest) ? heardAt : stalest;
            }
        }
        return stalest;
    }
}
