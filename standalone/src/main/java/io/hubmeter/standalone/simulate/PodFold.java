package io.hubmeter.standalone.simulate;

import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.PodHistory;
import io.hubmeter.core.metering.PodObservation;
import io.hubmeter.core.simulation.RecordedPod;
import io.hubmeter.schemas.avro.Heartbeat;
import io.hubmeter.schemas.avro.PodRecord;
import io.hubmeter.schemas.avro.PodState;
import io.hubmeter.schemas.avro.SnapshotCompleted;
import io.hubmeter.schemas.avro.SnapshotStarted;
import io.hubmeter.streams.topology.Admission;
import io.hubmeter.wire.Pods;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Folds the records of {@code hubmeter.pods} as the topology does: in the order of each partition, with the ends that snapshots
 * imply.
 */
public final class PodFold {
    private final Predicate<AccountId> wanted;
    private final Instant neededFrom;
    private final int mostChanges;
    private final Listener listener;
    private final Map<String, SourceState> sources = new HashMap<>();
    private final Map<AccountId, Map<String, Folded>> pods = new HashMap<>();
    private int changes;

    /**
     * A fold of nothing.
     *
     * @param neededFrom pods that ended before may be forgotten
     * @param mostChanges how many changes of pods are held at once
     */
    public PodFold(Predicate<AccountId> wanted, Instant neededFrom, int mostChanges) {
        this(wanted, neededFrom, mostChanges, new Listener() {});
    }

    /** A fold of nothing, of which a listener is told what it does. */
    public PodFold(Predicate<AccountId> wanted, Instant neededFrom, int mostChanges, Listener listener) {
        this.wanted = wanted;
        this.neededFrom = neededFrom;
        this.mostChanges = mostChanges;
        this.listener = listener;
    }

    /** Is told of what is taken in, while it is. */
    public interface Listener {
        /**
         * More is known of a pod.
         *
         * @param before null if it was not known at all
         */
        default void changed(AccountId account, String uid, @Nullable PodHistory before, PodHistory after) {}

        /** A source was heard, later than ever before. */
        default void heard(String source, List<String> realms, Instant at) {}
    }

    /** What a partition was told by a source; a copy of what the topology knows. */
    private record SourceState(
            @Nullable Instant heardAt,
            long snapshot,
            boolean isOpen,
            @Nullable Instant heardBefore,
            long listVersion) {
        static final SourceState BLANK = new SourceState(null, 0, false, null, 0);

        SourceState heard(Instant at) {
            return new SourceState(at, snapshot, isOpen, heardBefore, listVersion);
        }

        SourceState listing(long id) {
            return new SourceState(heardAt, id, true, heardAt, listVersion);
        }

        SourceState listed(long version) {
            return new SourceState(heardAt, snapshot, false, heardBefore, version);
        }

        /** Whether the newest list does not have a pod of which nothing newer is known (ADR 0041). */
        boolean misses(PodHistory pod, long listedBy) {
            return !isOpen && listedBy < snapshot && pod.version() <= listVersion;
        }

        /** A pod that the newest list does not have: it ended after the source was heard before it. */
        PodHistory missed(PodHistory pod) {
            return pod.endingAbout(heardBefore == null ? Instant.EPOCH : heardBefore);
        }
    }

    private record Folded(
            int partition,
            String source,
            long listedBy,
            @Nullable String hub,
            String server,
            PodHistory history) {
        Folded with(PodHistory changed) {
            return new Folded(partition, source, listedBy, hub, server, changed);
        }
    }

    /** Takes in one record; what the topology refuses is left out. */
    public void add(int partition, @Nullable String key, PodRecord record) {
        String name = record.getSource().getName();
        String source = partition + "/" + name;
        SourceState state = sources.getOrDefault(source, SourceState.BLANK);
        Instant at = record.getObservedAt();
        switch (record.getMessage()) {
            case null -> change(partition, key, record, state);
            case Heartbeat heartbeat -> {
                if (state.heardAt() == null || at.isAfter(state.heardAt())) {
                    sources.put(source, state.heard(at));
                    listener.heard(name, heartbeat.getRealms(), at);
                }
            }
            case SnapshotStarted started -> {
                if (started.getSnapshotId() > state.snapshot()) {
                    sources.put(source, state.listing(started.getSnapshotId()));
                }
            }
            case SnapshotCompleted completed -> {
                if (state.isOpen() && state.snapshot() == completed.getSnapshotId()) {
                    SourceState listed = state.listed(record.getSource().getVersion());
                    sources.put(source, listed);
                    endUnlisted(partition, name, listed);
                }
            }
            default -> {}
        }
    }

    private void change(int partition, @Nullable String key, PodRecord record, SourceState state) {
        if (!(Admission.check(key, record)
                        instanceof Admission.Accepted(AccountId account, PodState pod, PodObservation observation))
                || !wanted.test(account)) {
            return;
        }
        Map<String, Folded> of = pods.computeIfAbsent(account, id -> new HashMap<>());
        Folded known = of.get(pod.getUid());
        PodHistory before = known == null ? null : known.history();
        PodHistory after = after(before, observation);
        String source = record.getSource().getName();
        long listedBy = Pods.isListed(record, state.snapshot())
                ? state.snapshot()
                : known != null && known.source().equals(source) ? known.listedBy() : 0;
        if (after.endedAt() == null && state.misses(after, listedBy)) {
            after = state.missed(after);
        }
        if (after.equals(before) && known != null && known.listedBy() == listedBy) {
            return;
        }
        String server = pod.getServerName().isEmpty() ? pod.getName() : pod.getServerName();
        of.put(pod.getUid(), new Folded(partition, source, listedBy, pod.getHub(), server, after));
        if (!after.equals(before)) {
            listener.changed(account, pod.getUid(), before, after);
        }
        changes += after.spans().size() - (before == null ? 0 : before.spans().size());
        if (changes > mostChanges) {
            forgetEnded();
        }
    }

    /** What is known with an observation more; what was known if it is one too many. */
    private static PodHistory after(@Nullable PodHistory before, PodObservation observation) {
        if (before == null) {
            return PodHistory.of(observation);
        }
        PodHistory after = before.plus(observation);
        if (after.spans().size() <= PodHistory.MAX_SPANS) {
            return after;
        }
        return observation.end() == null
                ? before
                : before.plus(new PodObservation(
                        observation.version(),
                        observation.observedAt(),
                        before.spans().getLast().rates(),
                        observation.scheduledAt(),
                        null,
                        observation.endedAt(),
                        observation.gone()));
    }

    /** Open pods that a complete list does not have ended after their source was last heard before it. */
    private void endUnlisted(int partition, String source, SourceState state) {
        pods.forEach((account, of) -> {
            of.replaceAll((uid, pod) -> {
                PodHistory history = pod.history();
                boolean isGone = pod.partition() == partition
                        && pod.source().equals(source)
                        && pod.listedBy() < state.snapshot()
                        && history.endedAt() == null;
                if (!isGone) {
                    return pod;
                }
                PodHistory ended = state.missed(history);
                listener.changed(account, uid, history, ended);
                return pod.with(ended);
            });
        });
    }

    private void forgetEnded() {
        for (Map<String, Folded> of : pods.values()) {
            of.values().removeIf(pod -> {
                Instant end = pod.history().endedAt();
                boolean isPast = end != null && end.isBefore(neededFrom);
                changes -= isPast ? pod.history().spans().size() : 0;
                return isPast;
            });
        }
        // Looking through all of them again for every few would take for ever.
        if (changes > mostChanges / 10 * 9) {
            throw new TooMuchHistory(
                    "hubmeter.pods: found more than %,d changes of pods from %s on, expected fewer; ask for a shorter time, or one user"
                            .formatted(mostChanges / 10 * 9, neededFrom));
        }
    }

    /** The accounts that had pods. */
    public Iterable<AccountId> accounts() {
        return List.copyOf(pods.keySet());
    }

    /** What is known of an account's pods, by uid. */
    public Map<String, PodHistory> histories(AccountId account) {
        Map<String, PodHistory> histories = new HashMap<>();
        pods.getOrDefault(account, Map.of()).forEach((uid, pod) -> histories.put(uid, pod.history()));
        return histories;
    }

    /** The pods of an account that ever held anything. */
    List<RecordedPod> pods(AccountId account) {
        List<RecordedPod> recorded = new ArrayList<>();
        pods.getOrDefault(account, Map.of())
                .forEach((uid, pod) -> RecordedPod.of(uid, pod.hub(), pod.server(), pod.history())
                        .ifPresent(recorded::add));
        return recorded;
    }
}
