package io.hubmeter.core.simulation;

import io.hubmeter.core.metering.PodHistory;
import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.RateChange;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A pod as it was recorded: what it held, from its start to its end.
 *
 * @param uid tells the account's pods apart
 * @param hub the hub that started it; null if it is not known
 * @param server the name of the server, for people; may be empty
 * @param changes how what it holds changed, in ascending order of time, one at each instant, whole milliseconds; the first is
 *     its start, the last its end if it has one
 */
public record RecordedPod(String uid, @Nullable String hub, String server, List<RateChange> changes) {
    /** In the order of their starts; of those that start together, by uid. */
    static final Comparator<RecordedPod> BY_START =
            Comparator.comparing(RecordedPod::start).thenComparing(RecordedPod::uid);

    /** Checks that it starts once and that only its last change may be its end. */
    public RecordedPod {
        changes = List.copyOf(changes);
        for (int i = 0; i < changes.size(); i++) {
            RateChange change = changes.get(i);
            boolean isInOrder = i == 0 || changes.get(i - 1).at().isBefore(change.at());
            boolean isLast = i == changes.size() - 1;
            boolean fits =
                    i == 0 ? change.openPods() == 1 : change.openPods() == 0 || (change.openPods() == -1 && isLast);
            if (!isInOrder || !fits) {
                throw new IllegalArgumentException(
                        "pod %s: found the changes %s, expected a start, steps and perhaps an end, in the order of time"
                                .formatted(uid, changes));
            }
        }
        if (changes.isEmpty()) {
            throw new IllegalArgumentException("pod %s: found no change, expected its start".formatted(uid));
        }
    }

    /** The pod of a history; empty if it never held anything, or for no time. */
    public static Optional<RecordedPod> of(String uid, @Nullable String hub, String server, PodHistory history) {
        List<RateChange> changes = PodHistory.changes(null, history, Instant.MIN);
        return changes.isEmpty() ? Optional.empty() : Optional.of(new RecordedPod(uid, hub, server, changes));
    }

    /** From when on it held resources. */
    public Instant start() {
        return changes.getFirst().at();
    }

    /** When it ended; null while it runs. */
    public @Nullable Instant end() {
        RateChange last = changes.getLast();
        return last.openPods() == -1 ? last.at() : null;
    }

    /** What it used in {@code [from, until)}, in micro-unit milliseconds. */
    public Quantities used(Instant from, Instant until) {
        Quantities used = Quantities.ZERO;
        if (from.isBefore(until)) {
            for (RateChange change : changes) {
                Instant since = change.at().isBefore(from) ? from : change.at();
                if (since.isBefore(until)) {
                    used = used.plus(
                            change.rates().times(Duration.between(since, until).toMillis()));
                }
            }
        }
        return used;
    }
}
