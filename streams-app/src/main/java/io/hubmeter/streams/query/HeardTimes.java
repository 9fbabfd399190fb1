package io.hubmeter.streams.query;

import io.hubmeter.schemas.avro.PolicyRecord;
import io.hubmeter.schemas.avro.ReadingRecord;
import io.hubmeter.streams.state.MarkRecords;
import io.hubmeter.streams.state.avro.SourceStateRecord;
import io.hubmeter.streams.topology.StoreNames;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.query.VersionedKeyQuery;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.VersionedRecord;
import org.jspecify.annotations.Nullable;

/**
 * How far the copies of a partition may claim to have heard their sources.
 *
 * <p>A copy that is worked on is whole. Of any other each store is as far as its own changelog has been read, and may say "heard
 * at noon" while readings of the morning are missing. Such a copy claims no more than its meters' marks, its grants and its policy
 * bear out (ADR 0032), so that an answer never seems fresher than everything that it rests on.
 */
final class HeardTimes {
    private static final String ONLY = "";

    private final StoreReader stores;

    HeardTimes(StoreReader stores) {
        this.stores = stores;
    }

    /**
     * The time heard from the stalest source that feeds a realm; null if there is none, or one that was never heard, which a copy
     * that is not worked on cannot tell from one that it does not know of yet.
     *
     * @throws StateUnavailable if the copy cannot claim any
     */
    @Nullable
    Instant of(int partition, String realm) {
        return stalest(partition, source -> source.getRealms().contains(realm));
    }

    /** The same of all realms. */
    @Nullable
    Instant ofAll(int partition) {
        // A source that feeds none was retired, or is about to be heard for the first time.
        return stalest(partition, source -> !source.getRealms().isEmpty());
    }

    private @Nullable Instant stalest(int partition, Predicate<SourceStateRecord> counts) {
        Stalest stalest = new Stalest();
        each(partition, counts, (source, heardAt) -> stalest.add(heardAt));
        Instant heardAt = stalest.unheard ? null : stalest.heardAt;
        if (heardAt == null && !stores.isActive()) {
            // It may only have begun to read its changelogs, and would say of everybody that nothing was used.
            throw new StateUnavailable(
                    "copy of partition %d: has heard nothing so far, which only the one that is worked on can be sure of"
                            .formatted(partition));
        }
        return heardAt;
    }

    /** Shows each source that counts and what may be claimed of it: null if it was never heard. */
    void each(
            int partition,
            Predicate<SourceStateRecord> counts,
            BiConsumer<SourceStateRecord, @Nullable Instant> wants) {
        Map<String, SourceStateRecord> counting = new HashMap<>();
        try (KeyValueIterator<String, SourceStateRecord> all = stores.all(NamedStore.SOURCES, partition)) {
            while (all.hasNext()) {
                KeyValue<String, SourceStateRecord> next = all.next();
                if (next.value == null) {
                    // Nothing is ever deleted from it: it is being closed, which empties it, and would look as if
                    // nothing was heard.
                    throw new StateUnavailable("copy of partition %d: is being given up".formatted(partition));
                }
                if (counts.test(next.value)) {
                    counting.put(next.key, next.value);
                }
            }
        }
        counting.forEach((name, source) -> wants.accept(source, claim(partition, name, source)));
    }

    private @Nullable Instant claim(int partition, String name, SourceStateRecord source) {
        Instant heardAt = source.getHeardAt();
        if (stores.isActive() || heardAt == null) {
            return heardAt;
        }
        Instant mark = source.getMark();
        Long grants = source.getGrants();
        if (mark == null || grants == null) {
            throw unclaimed(partition, name, "was last heard before there were marks");
        }
        if (stores.count(NamedStore.GRANTS, partition) < grants) {
            throw unclaimed(partition, name, "was heard when there were more grants than have come so far");
        }
        PolicyRecord policy = stores.get(NamedStore.POLICY, partition, ONLY);
        if (!Objects.equals(policy == null ? null : policy.getHash(), source.getPolicy())) {
            throw unclaimed(partition, name, "was heard under another policy");
        }
        VersionedRecord<ReadingRecord> found =
                stores.query(StoreNames.METERS, partition, VersionedKeyQuery.withKey(MarkRecords.key(name)));
        if (found == null) {
            throw unclaimed(partition, name, "has no mark among the meters that have come so far");
        }
        Instant marked = MarkRecords.heardAt(found.value());
        // A newer mark than the one asked for means that the meters are ahead of what was heard.
        return marked.isBefore(mark) ? marked : heardAt;
    }

    private static StateUnavailable unclaimed(int partition, String source, String why) {
        return new StateUnavailable("copy of partition %d: source %s %s".formatted(partition, source, why));
    }

    private static final class Stalest {
        private @Nullable Instant heardAt;
        private boolean unheard;

        void add(@Nullable Instant one) {
            if (one == null) {
                unheard = true;
            } else if (heardAt == null || one.isBefore(heardAt)) {
                heardAt = one;
            }
        }
    }
}
