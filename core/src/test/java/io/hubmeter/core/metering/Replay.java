package io.hubmeter.core.metering;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An account's meter fed with observations, as the topology feeds it; checks on the way what every step must keep. */
public final class Replay {
    private final Timeline timeline = new Timeline();
    private final Map<String, PodHistory> pods = new TreeMap<>();

    /** The meter so far. */
    public Timeline timeline() {
        return timeline;
    }

    /** Takes in one observation; the first instant at which the meter changed, null if nothing did. */
    public @Nullable Instant observe(Told told, Instant floor) {
        PodHistory before = pods.get(told.uid());
        return put(
                told.uid(),
                before,
                before == null ? PodHistory.of(told.observation()) : before.plus(told.observation()),
                floor);
    }

    /** Takes it that a pod ended, as a snapshot implies that does not list it. */
    public @Nullable Instant estimateEnd(String uid, Instant at, Instant floor) {
        PodHistory before = pods.get(uid);
        return before == null ? null : put(uid, before, before.endingAbout(at), floor);
    }

    private @Nullable Instant put(String uid, @Nullable PodHistory before, PodHistory after, Instant floor) {
        pods.put(uid, after);
        List<RateChange> changes = PodHistory.changes(before, after, floor);
        if (after.equals(before)) {
            assertThat(changes).as("changes from a history to itself").isEmpty();
        }
        List<Reading> written = Meter.amend(timeline, changes, after.isEstimated());
        checkWritten(written, changes);
        timeline.putAll(written);
        checkTimeline();
        return written.isEmpty() ? null : written.getFirst().at();
    }

    private void checkWritten(List<Reading> written, List<RateChange> changes) {
        if (changes.isEmpty()) {
            assertThat(written).as("readings without a change").isEmpty();
            return;
        }
        Reading newest = timeline.latest();
        long sequence = newest == null ? 0 : newest.sequence();
        Instant first = changes.getFirst().at();
        List<Instant> expected = new ArrayList<>();
        timeline.readings().stream()
                .map(Reading::at)
                .filter(at -> !at.isBefore(first))
                .forEach(expected::add);
        changes.stream().map(RateChange::at).forEach(expected::add);
        assertThat(written.stream().map(Reading::at))
                .as("one reading for each change and each newer one, in ascending order")
                .containsExactlyElementsOf(expected.stream().distinct().sorted().toList());
        for (Reading reading : written) {
            Reading old = timeline.asOf(reading.at());
            boolean amended = old != null && old.at().equals(reading.at());
            assertThat(reading.sequence())
                    .as("sequence at %s: even for the last one written, odd for those before", reading.at())
                    .isEqualTo(reading.equals(written.getLast()) ? sequence + 2 : sequence + 1);
            assertThat(reading.revision())
                    .as("revision at %s", reading.at())
                    .isEqualTo(amended && old != null ? old.revision() + 1 : 0);
        }
    }

    private void checkTimeline() {
        Reading before = null;
        for (Reading reading : timeline.readings()) {
            Quantities rates = before == null ? Quantities.ZERO : before.ratesAfter();
            assertThat(reading.ratesBefore())
                    .as("rates before %s", reading.at())
                    .isEqualTo(rates);
            if (before != null) {
                assertThat(reading.totals().minus(before.totals()).hasNegative())
                        .as("totals fall up to %s", reading.at())
                        .isFalse();
                assertThat(reading.sequence()).isGreaterThanOrEqualTo(before.sequence());
            }
            before = reading;
        }
    }
}
