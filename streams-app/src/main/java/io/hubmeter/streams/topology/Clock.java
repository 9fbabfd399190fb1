package io.hubmeter.streams.topology;

import io.hubmeter.streams.hot.HotPartition;
import io.hubmeter.streams.state.avro.SourceStateRecord;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The only clock that the topology knows: the time heard from its sources.
 *
 * <p>The time of a realm is that of the stalest source that feeds it, so a source that falls silent stops the realm's clock
 * instead of having its servers judged without news of them.
 */
final class Clock {
    private final KeyValueStore<String, SourceStateRecord> store;
    private final Map<String, SourceStateRecord> sources = new HashMap<>();
    private final HotPartition here;

    Clock(ProcessorContext<?, ?> context, HotPartition here) {
        this.here = here;
        this.store = context.getStateStore(StoreNames.SOURCES);
        // The few sources there are, read once, since each record asks for them.
        try (KeyValueIterator<String, SourceStateRecord> all = store.all()) {
            all.forEachRemaining(source -> sources.put(source.key, source.value));
        }
        tell();
    }

    /** What is known of a source; a blank state before anything is. */
    SourceStateRecord source(String name) {
        SourceStateRecord state = sources.get(name);
        return state == null ? new SourceStateRecord(List.of(), null, 0L, false, null, null, null, null, 0L) : state;
    }

    /**
     * Notes a heartbeat; false if it does not move the source's time forward. A collector sends none while it lists, so one
     * that comes meanwhile is that of another collector of the same source, which missed nothing.
     *
     * @param holdings what the other stores hold by now; asked for only if the time moves
     */
    boolean heard(String name, List<String> realms, Instant at, Supplier<Holdings> holdings) {
        SourceStateRecord state = source(name);
        Instant heardAt = state.getHeardAt();
        if (heardAt != null && !at.isAfter(heardAt)) {
            return false;
        }
        Holdings held = holdings.get();
        put(
                name,
                new SourceStateRecord(
                        realms,
                        at,
                        state.getSnapshot(),
                        state.getSnapshotOpen(),
                        state.getHeardBeforeSnapshot(),
                        held.mark(),
                        held.grants(),
                        held.policy(),
                        state.getListVersion()));
        return true;
    }

    /** Notes that a source begins to list all its pods. */
    void snapshotStarted(String name, long snapshot) {
        SourceStateRecord state = source(name);
        if (snapshot > state.getSnapshot()) {
            put(name, withSnapshot(state, snapshot, true, state.getHeardAt(), state.getListVersion()));
        }
    }

    /**
     * Notes that a source has listed all its pods; false if that is not the snapshot that is under way.
     *
     * @param version the source's own version of the list; 0 if it has none
     */
    boolean snapshotCompleted(String name, long snapshot, long version) {
        SourceStateRecord state = source(name);
        if (!state.getSnapshotOpen() || snapshot != state.getSnapshot()) {
            return false;
        }
        put(name, withSnapshot(state, snapshot, false, state.getHeardBeforeSnapshot(), version));
        return true;
    }

    private static SourceStateRecord withSnapshot(
            SourceStateRecord state, long snapshot, boolean open, @Nullable Instant heardBefore, long listVersion) {
        return new SourceStateRecord(
                state.getRealms(),
                state.getHeardAt(),
                snapshot,
                open,
                heardBefore,
                state.getMark(),
                state.getGrants(),
                state.getPolicy(),
                listVersion);
    }

    /**
     * Whether a complete list of a source does not have a pod of which nothing newer than that list is known (ADR 0041).
     *
     * @param version the newest that is known of the pod
     * @param listedBy the newest snapshot that lists it; 0 if none does
     */
    boolean isMissed(String name, long version, long listedBy) {
        SourceStateRecord state = source(name);
        return !state.getSnapshotOpen() && listedBy < state.getSnapshot() && version <= state.getListVersion();
    }

    /** When a pod that the newest list of a source does not have may have ended, as far as the source knows. */
    Instant missedSince(String name) {
        Instant heardBefore = source(name).getHeardBeforeSnapshot();
        // A source that was never heard between two snapshots tells no more than when it last saw the pod.
        return heardBefore == null ? Instant.EPOCH : heardBefore;
    }

    /** The time heard from the stalest source that feeds a realm; null if there is none, or one that was never heard. */
    @Nullable
    Instant of(String realm) {
        return here.heardAt(realm);
    }

    private void put(String name, SourceStateRecord state) {
        sources.put(name, state);
        store.put(name, state);
        tell();
    }

    private void tell() {
        here.heard(sources.values().stream()
                .map(source -> new HotPartition.HeardSource(source.getRealms(), source.getHeardAt()))
                .toList());
    }
}
