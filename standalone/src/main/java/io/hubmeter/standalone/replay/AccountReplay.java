package io.hubmeter.standalone.replay;

import io.hubmeter.core.metering.Timeline;
import io.hubmeter.schemas.avro.OverQuotaRecord;
import io.hubmeter.schemas.avro.PodRecord;
import io.hubmeter.schemas.avro.PodState;
import io.hubmeter.wire.Pods;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** What the topics say of one account after a replay. */
final class AccountReplay {
    /** Every reading. */
    final Timeline timeline = new Timeline();
    /** Every event about limits, in order. */
    final List<OverQuotaRecord> overQuota = new ArrayList<>();

    private final Map<String, PodState> pods = new HashMap<>();

    void pod(PodRecord record) {
        Pods.state(record).ifPresent(state -> pods.put(state.getUid(), state));
    }

    int jobs() {
        return pods.size();
    }

    long jobsOfNonZeroLength() {
        return pods.values().stream()
                .filter(pod -> !Objects.equals(pod.getScheduledAt(), pod.getEndedAt()))
                .count();
    }

    Optional<Instant> firstStart() {
        return pods.values().stream()
                .map(PodState::getScheduledAt)
                .filter(Objects::nonNull)
                .min(Instant::compareTo);
    }

    Optional<Instant> lastEnd() {
        return pods.values().stream()
                .map(PodState::getEndedAt)
                .filter(Objects::nonNull)
                .max(Instant::compareTo);
    }

    int mostOpenPods() {
        return timeline.readings().stream()
                .mapToInt(io.hubmeter.core.metering.Reading::openPods)
                .max()
                .orElse(0);
    }
}
