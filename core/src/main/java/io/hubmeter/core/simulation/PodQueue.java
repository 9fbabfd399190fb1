package io.hubmeter.core.simulation;

import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.RateChange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The pods of a simulation: those that run, with what they hold, and what is recorded of the time to come. */
final class PodQueue {
    private static final Comparator<Next> ORDER =
            Comparator.comparing(Next::at).thenComparing(next -> next.pod().uid());

    private final SortedMap<String, Running> running = new TreeMap<>();
    private final PriorityQueue<Next> changes = new PriorityQueue<>(ORDER);
    private final List<RecordedPod> ended = new ArrayList<>();
    private final List<RecordedPod> starts;
    private int started;

    /** Pods that will start; must be in the order of their starts. */
    PodQueue(List<RecordedPod> starts) {
        this.starts = List.copyOf(starts);
    }

    /** The change of a running pod that comes next. */
    private record Next(RecordedPod pod, int index) {
        Instant at() {
            return pod.changes().get(index).at();
        }
    }

    /** A running pod and what it holds. */
    record Running(RecordedPod pod, Quantities held) {}

    /** Runs a pod of which so many changes have happened, the last of them up to now. */
    void run(RecordedPod pod, int happened) {
        Quantities held = pod.changes().subList(0, happened).stream()
                .map(RateChange::rates)
                .reduce(Quantities.ZERO, Quantities::plus);
        running.put(pod.uid(), new Running(pod, held));
        expect(pod, happened);
    }

    private void expect(RecordedPod pod, int index) {
        if (index < pod.changes().size()) {
            changes.add(new Next(pod, index));
        }
    }

    /** Takes the next change of a running pod at an instant; null if there is none. */
    @Nullable
    RateChange changeAt(Instant at) {
        dropStopped();
        Next next = changes.peek();
        if (next == null || !next.at().equals(at)) {
            return null;
        }
        changes.remove();
        RateChange change = next.pod().changes().get(next.index());
        Running before = running.remove(next.pod().uid());
        if (change.openPods() < 0) {
            ended.add(next.pod());
        } else if (before != null) {
            running.put(next.pod().uid(), new Running(next.pod(), before.held().plus(change.rates())));
            expect(next.pod(), next.index() + 1);
        }
        return change;
    }

    /** Takes the pods that ended since this was last asked. */
    List<RecordedPod> takeEnded() {
        List<RecordedPod> taken = List.copyOf(ended);
        ended.clear();
        return taken;
    }

    /** Takes the next pod that starts at an instant; null if there is none. */
    @Nullable
    RecordedPod startAt(Instant at) {
        boolean isNow = started < starts.size() && starts.get(started).start().equals(at);
        return isNow ? starts.get(started++) : null;
    }

    /** When a running pod changes or another starts; {@link Instant#MAX} if neither happens. */
    Instant nextAt() {
        dropStopped();
        Next next = changes.peek();
        Instant change = next == null ? Instant.MAX : next.at();
        Instant start =
                started == starts.size() ? Instant.MAX : starts.get(started).start();
        return change.isBefore(start) ? change : start;
    }

    /** What is recorded of a pod that was stopped does not happen. */
    private void dropStopped() {
        while (!changes.isEmpty() && !running.containsKey(changes.peek().pod().uid())) {
            changes.remove();
        }
    }

    /** The running pods by uid, a copy. */
    List<Running> running() {
        return new ArrayList<>(running.values());
    }

    void stop(RecordedPod pod) {
        running.remove(pod.uid());
    }
}
