package io.hubmeter.bench.faults.check;

import io.hubmeter.schemas.Topics;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongPredicate;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/**
 * Whether {@code hubmeter.pods} says of each pod what is so: no pod is lost, none is invented, each starts and ends when the API
 * server says. Only a pod that vanished while nobody watched, and the API server forgot, may have an end that is estimated.
 */
public final class CollectedCheck {
    private static final String START = "starts";
    private static final String END = "ends";
    private static final String LOST = "pods lost or invented";
    private static final String LIST = "lists";
    private static final String HEARD = "heartbeats";

    private final Wrong wrong;
    private final LongPredicate isUnsure;
    private final Map<Integer, Partition> partitions = new TreeMap<>();
    private final Map<String, PodSpan> spans = new HashMap<>();
    private final Map<String, String> accounts = new HashMap<>();
    private int checked;
    private int estimated;
    private int neverSeen;
    private int late;
    private long latestMs;

    /** What one partition says, in its order. */
    private static final class Partition {
        private final List<Heartbeat> heartbeats = new ArrayList<>();
        private final List<Snapshot> snapshots = new ArrayList<>();
        private final Map<String, List<Seen>> pods = new HashMap<>();
    }

    private record Heartbeat(long offset, long atMs) {}

    /** A list that was completed; what happened after {@code heardMs} and before it was nobody's to see. */
    private record Snapshot(long id, long heardMs, long beganMs, long completedMs) {}

    /** One record about a pod. */
    private record Seen(
            long offset,
            long atMs,
            boolean isGone,
            boolean isStarted,
            @Nullable Long endedMs,
            @Nullable Long snapshot) {
        boolean isEnd() {
            return isGone || endedMs != null;
        }
    }

    /**
     * Reads the topic.
     *
     * @param isUnsure whether heartbeats at an instant may say more than was heard, since a link was stalled then; that is
     *     noticed when a ping is not answered
     */
    public static CollectedCheck read(TopicReader reader, Wrong wrong, LongPredicate isUnsure) throws IOException {
        return new CollectedCheck(reader.read(Topics.PODS.name()), wrong, isUnsure);
    }

    CollectedCheck(Collection<Written> records, Wrong wrong, LongPredicate isUnsure) {
        this.wrong = wrong;
        this.isUnsure = isUnsure;
        records.forEach(this::read);
        Input input = new Input(records);
        for (AccountPast past : input.accounts()) {
            for (PodSpan span : past.last().pods()) {
                spans.put(span.uid(), span);
            }
        }
    }

    private void read(Written record) {
        Partition partition = partitions.computeIfAbsent(record.partition(), unknown -> new Partition());
        long atMs = record.number("observedAt");
        if (record.value().get("message") instanceof GenericRecord told) {
            message(partition, record.offset(), atMs, told);
            return;
        }
        boolean isDeletion = record.value().get("after") == null;
        GenericRecord state = record.record(isDeletion ? "before" : "after");
        String uid = String.valueOf(state.get("uid"));
        String before = accounts.put(uid, record.key());
        if (before != null && !before.equals(record.key())) {
            wrong.add(LOST, "pod %s: found it charged to %s and %s, expected one".formatted(uid, before, record.key()));
        }
        partition
                .pods
                .computeIfAbsent(uid, unknown -> new ArrayList<>())
                .add(new Seen(
                        record.offset(),
                        atMs,
                        isDeletion || Boolean.TRUE.equals(state.get("gone")),
                        state.get("scheduledAt") != null,
                        Written.optional(state, "endedAt"),
                        record.text("op").equals("r")
                                ? (Long) record.record("source").get("snapshot")
                                : null));
    }

    private static void message(Partition partition, long offset, long atMs, GenericRecord told) {
        List<Heartbeat> heartbeats = partition.heartbeats;
        long heardMs = heartbeats.isEmpty() ? 0 : heartbeats.getLast().atMs();
        switch (told.getSchema().getName()) {
            case "Heartbeat" -> heartbeats.add(new Heartbeat(offset, Math.max(heardMs, atMs)));
            case "SnapshotStarted" ->
                partition.snapshots.add(
                        new Snapshot(((Number) told.get("snapshotId")).longValue(), heardMs, atMs, Long.MAX_VALUE));
            default -> {
                long id = ((Number) told.get("snapshotId")).longValue();
                partition.snapshots.replaceAll(
                        one -> one.id() == id ? new Snapshot(id, one.heardMs(), one.beganMs(), atMs) : one);
            }
        }
    }

    /** How many pods were compared that the API server ever had on a node. */
    public int checked() {
        return checked;
    }

    /** How many of them have an end that nobody saw. */
    public int estimated() {
        return estimated;
    }

    /** How many came and went while nobody watched. */
    public int neverSeen() {
        return neverSeen;
    }

    /** How many lists there were, complete or not. */
    public int lists() {
        return partitions.values().stream()
                .mapToInt(partition -> partition.snapshots.size())
                .max()
                .orElse(0);
    }

    /** Changes that came after a heartbeat which said that everything before it was told, where that can be. */
    public int late() {
        return late;
    }

    /** By how much the latest of them. */
    public long latestMs() {
        return latestMs;
    }

    /** The longest time between two heartbeats, by their own instants. */
    public long longestSilenceMs() {
        long longest = 0;
        for (Partition partition : partitions.values()) {
            for (int i = 1; i < partition.heartbeats.size(); i++) {
                longest = Math.max(
                        longest,
                        partition.heartbeats.get(i).atMs()
                                - partition.heartbeats.get(i - 1).atMs());
            }
        }
        return longest;
    }

    /** Looks at every pod that was ever made, and at every one that was told of. */
    public void check(Collection<Booked> book) {
        Map<String, Booked> byUid = new HashMap<>();
        for (Booked pod : book) {
            byUid.put(pod.uid(), pod);
            checkPod(pod);
        }
        accounts.forEach((uid, account) -> {
            if (!byUid.containsKey(uid)) {
                wrong.add(LOST, "pod %s of %s: found it told of, expected one that there was".formatted(uid, account));
            }
        });
        partitions.values().forEach(partition -> checkLists(partition, byUid));
    }

    private void checkPod(Booked pod) {
        PodSpan span = spans.get(pod.uid());
        String account = accounts.get(pod.uid());
        if (account != null && !account.equals(pod.account())) {
            wrong.add(LOST, "%s: found it charged to %s".formatted(pod, account));
        }
        if (pod.start() == null) {
            if (span != null) {
                wrong.add(START, "%s: found %s, expected nothing: it was never on a node".formatted(pod, span));
            }
            return;
        }
        checked++;
        Partition partition = partitions.values().stream()
                .filter(one -> one.pods.containsKey(pod.uid()))
                .findFirst()
                .orElse(null);
        if (span == null) {
            checkWithout(pod, partition);
            return;
        }
        if (span.startMs() != pod.start().at()) {
            wrong.add(START, "%s: found %s, expected another start".formatted(pod, span));
        }
        if (partition != null) {
            checkEnd(pod, span, partition);
            checkHeard(pod, partition);
        }
    }

    /** Nothing is charged for it: nobody can have seen it on a node, or it ended in the second in which it began. */
    private void checkWithout(Booked pod, @Nullable Partition told) {
        if (pod.told() != null
                && pod.start() != null
                && pod.told() <= pod.start().at()) {
            return;
        }
        boolean isUnseen = partitions.values().stream()
                .allMatch(partition -> partition.snapshots.stream()
                        .anyMatch(list -> pod.start() != null
                                && pod.deleted() != null
                                && pod.start().moment().toMs() >= list.heardMs()
                                && pod.deleted().fromMs() <= list.completedMs()));
        if (isUnseen) {
            neverSeen++;
        } else {
            wrong.add(
                    LOST,
                    "%s: found %s, expected that it is charged"
                            .formatted(pod, told == null ? "nothing" : told.pods.get(pod.uid())));
        }
    }

    private void checkEnd(Booked pod, PodSpan span, Partition partition) {
        List<Seen> seen = partition.pods.getOrDefault(pod.uid(), List.of());
        if (pod.ended() == null) {
            if (span.endMs() != PodSpan.OPEN) {
                wrong.add(END, "%s: found %s by %s, expected that it runs".formatted(pod, span, seen));
            }
        } else if (span.endMs() == PodSpan.OPEN) {
            wrong.add(END, "%s: found that it runs by %s, expected its end".formatted(pod, seen));
        } else if (span.isEstimated()) {
            estimated++;
            checkEstimated(pod, span, seen, partition);
        } else if (seen.stream().anyMatch(one -> one.endedMs() != null)) {
            if (pod.told() == null || span.endMs() != pod.told()) {
                wrong.add(END, "%s: found %s by %s, expected another end".formatted(pod, span, seen));
            }
        } else {
            checkSeen(pod, span, seen, partition);
        }
    }

    /** Nobody told the end: it ended when that was seen, of all sights the first. */
    private void checkSeen(Booked pod, PodSpan span, List<Seen> seen, Partition partition) {
        boolean isForgotten = partition.snapshots.stream().anyMatch(list -> isUnseen(pod, list));
        if (pod.told() != null
                && pod.start() != null
                && pod.told() > pod.start().at()
                && !isForgotten) {
            wrong.add(END, "%s: found %s by %s, expected the end that was told".formatted(pod, span, seen));
        }
        if (pod.ended() != null && span.endMs() < pod.ended().fromMs()) {
            wrong.add(END, "%s: found %s by %s, expected an end after it was asked for".formatted(pod, span, seen));
        }
        for (Snapshot list : partition.snapshots) {
            boolean missed = list.completedMs() != Long.MAX_VALUE
                    && pod.deleted() != null
                    && pod.deleted().toMs() < list.beganMs();
            if (missed && span.endMs() > list.completedMs()) {
                wrong.add(END, "%s: found %s by %s, expected an end before %s".formatted(pod, span, seen, list));
            }
        }
    }

    /** It ended in a gap before a list that does not have it: not before it was seen to run, and not after that list. */
    private void checkEstimated(Booked pod, PodSpan span, List<Seen> seen, Partition partition) {
        long lastRunningMs = seen.stream()
                .filter(one -> !one.isEnd())
                .mapToLong(Seen::atMs)
                .max()
                .orElse(0);
        Snapshot missing = partition.snapshots.stream()
                .filter(list -> isUnseen(pod, list))
                .findFirst()
                .orElse(null);
        if (missing == null) {
            wrong.add(
                    END,
                    "%s: found %s by %s, expected the end that there was to see: it ended in no gap of %s"
                            .formatted(pod, span, seen, partition.snapshots));
        } else if (span.endMs() < lastRunningMs || span.endMs() > missing.completedMs()) {
            wrong.add(
                    END,
                    "%s: found %s by %s, expected an end from %d to %s"
                            .formatted(pod, span, seen, lastRunningMs, missing));
        }
    }

    private static boolean isUnseen(Booked pod, Snapshot list) {
        return pod.ended() != null
                && pod.deleted() != null
                && pod.ended().toMs() >= list.heardMs()
                && pod.deleted().fromMs() <= list.completedMs();
    }

    /** A heartbeat says that everything before it was told. */
    private void checkHeard(Booked pod, Partition partition) {
        List<Seen> seen = partition.pods.getOrDefault(pod.uid(), List.of());
        if (pod.start() != null) {
            checkHeard(
                    pod,
                    "start",
                    pod.start().moment(),
                    seen.stream().filter(Seen::isStarted).toList(),
                    partition);
        }
        if (pod.ended() != null) {
            checkHeard(
                    pod, "end", pod.ended(), seen.stream().filter(Seen::isEnd).toList(), partition);
        }
    }

    private void checkHeard(Booked pod, String what, Booked.Moment moment, List<Seen> tellings, Partition partition) {
        long toldBy = tellings.isEmpty() ? Long.MAX_VALUE : tellings.getFirst().offset();
        for (Heartbeat heartbeat : partition.heartbeats) {
            if (heartbeat.offset() > toldBy || tellings.isEmpty()) {
                return;
            }
            if (heartbeat.atMs() > moment.toMs()) {
                late++;
                latestMs = Math.max(latestMs, tellings.getFirst().atMs() - moment.toMs());
                if (!isUnsure.test(heartbeat.atMs())) {
                    wrong.add(
                            HEARD,
                            "%s of %s: found it told at offset %d, after the heartbeat of %d at %d, expected it before"
                                    .formatted(what, pod, toldBy, heartbeat.atMs(), heartbeat.offset()));
                }
                return;
            }
        }
    }

    /** A complete list has all pods that there were all the time, and none that was gone before it began. */
    private void checkLists(Partition partition, Map<String, Booked> book) {
        for (Snapshot list : partition.snapshots) {
            if (list.completedMs() == Long.MAX_VALUE) {
                continue;
            }
            partition.pods.forEach((uid, seen) -> {
                Booked pod = book.get(uid);
                boolean isListed = seen.stream().anyMatch(one -> one.snapshot() != null && one.snapshot() == list.id());
                if (pod == null) {
                    return;
                }
                Booked.Moment deleted = pod.deleted();
                boolean wasGone = deleted != null && deleted.toMs() < list.beganMs();
                boolean wasThere = pod.start() != null
                        && pod.start().moment().toMs() < list.beganMs()
                        && (deleted == null || deleted.fromMs() > list.completedMs());
                if (isListed ? wasGone : wasThere) {
                    wrong.add(
                            LIST,
                            "%s: found it %s, expected the contrary of %s"
                                    .formatted(list, isListed ? "listed" : "not listed", pod));
                }
            });
        }
    }
}
