package io.hubmeter.collector.kubernetes;

import io.hubmeter.collector.publish.RecordedTopics.Entry;
import io.hubmeter.core.metering.PodHistory;
import io.hubmeter.core.metering.PodObservation;
import io.hubmeter.schemas.avro.Heartbeat;
import io.hubmeter.schemas.avro.PodOp;
import io.hubmeter.schemas.avro.PodRecord;
import io.hubmeter.schemas.avro.PodState;
import io.hubmeter.schemas.avro.SnapshotCompleted;
import io.hubmeter.schemas.avro.SnapshotStarted;
import io.hubmeter.wire.Pods;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What the records of a source come to, folded as the topology folds them; by account and uid. */
final class Folded {
    final Map<String, Map<String, PodHistory>> histories = new TreeMap<>();
    private final Set<String> listed = new HashSet<>();
    private Instant heardAt = Instant.EPOCH;
    private Long snapshot = 0L;
    private Instant heardBeforeSnapshot = Instant.EPOCH;

    static Folded of(List<Entry> entries) {
        Folded folded = new Folded();
        for (Entry entry : entries) {
            if (entry.value() instanceof PodRecord record) {
                if (record.getOp() != PodOp.m) {
                    folded.change(entry.key(), record);
                } else if (Integer.valueOf(0).equals(entry.partition())) {
                    folded.message(record);
                }
            }
        }
        return folded;
    }

    /** The history of a pod; fails if it is not charged to exactly one account. */
    PodHistory only(String uid) {
        List<PodHistory> found = histories.values().stream()
                .filter(pods -> pods.containsKey(uid))
                .map(pods -> pods.get(uid))
                .toList();
        if (found.size() != 1) {
            throw new AssertionError(uid + " is charged to " + found.size() + " accounts");
        }
        return found.getFirst();
    }

    private void change(String account, PodRecord record) {
        PodState state = Pods.state(record).orElseThrow();
        PodObservation observation = Pods.observation(record, state);
        if (record.getOp() == PodOp.r && snapshot.equals(record.getSource().getSnapshot())) {
            listed.add(state.getUid());
        }
        histories
                .computeIfAbsent(account, any -> new HashMap<>())
                .compute(
                        state.getUid(),
                        (uid, known) -> known == null ? PodHistory.of(observation) : known.plus(observation));
    }

    private void message(PodRecord record) {
        switch (record.getMessage()) {
            case Heartbeat heartbeat -> heardAt = record.getObservedAt();
            case SnapshotStarted started -> {
                listed.clear();
                snapshot = started.getSnapshotId();
                heardBeforeSnapshot = heardAt;
            }
            case SnapshotCompleted completed -> complete();
            default -> throw new AssertionError(record);
        }
    }

    /** What is still open and was not listed ended when the source was last heard before. */
    private void complete() {
        for (Map<String, PodHistory> pods : histories.values()) {
            pods.replaceAll((uid, history) -> {
                if (listed.contains(uid) || !history.isOpen()) {
                    return history;
                }
                return history.endingAbout(heardBeforeSnapshot);
            });
        }
    }
}
