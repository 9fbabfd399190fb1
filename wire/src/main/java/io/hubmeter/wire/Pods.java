package io.hubmeter.wire;

import io.hubmeter.core.metering.PodObservation;
import io.hubmeter.schemas.avro.PodOp;
import io.hubmeter.schemas.avro.PodRecord;
import io.hubmeter.schemas.avro.PodState;
import java.util.Optional;

/** Pods as records of {@code hubmeter.pods}. */
public final class Pods {
    private Pods() {}

    /** The newest state that a change tells of: after it, or before it where the pod is gone; empty if it has neither. */
    public static Optional<PodState> state(PodRecord record) {
        PodState after = record.getAfter();
        return Optional.ofNullable(after == null ? record.getBefore() : after);
    }

    /**
     * Whether a snapshot lists the pod. What else is told of a pod while a snapshot is under way may be a repetition of what was told
     * long ago, and says nothing about whether the list has it (ADR 0037).
     */
    public static boolean isListed(PodRecord record, long snapshot) {
        Long listing = record.getSource().getSnapshot();
        return record.getOp() == PodOp.r && listing != null && listing == snapshot;
    }

    /**
     * What a change says of a pod. A pod that is gone has ended, at the latest when that was observed.
     *
     * @throws IllegalArgumentException if a resource has an impossible name
     * @throws ArithmeticException if a rate is finer than a millionth
     */
    public static PodObservation observation(PodRecord record, PodState state) {
        return new PodObservation(
                record.getSource().getVersion(),
                record.getObservedAt(),
                ExactDecimals.quantities(state.getRates()),
                state.getScheduledAt(),
                state.getRatesAt(),
                state.getEndedAt(),
                state.getGone() || record.getOp() == PodOp.d);
    }
}
