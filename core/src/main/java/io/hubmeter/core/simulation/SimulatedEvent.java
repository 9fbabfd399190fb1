package io.hubmeter.core.simulation;

import io.hubmeter.core.metering.ExactInstant;
import io.hubmeter.core.quota.QuotaEvent;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something that would have happened to an account. */
public sealed interface SimulatedEvent {

    /** When, exactly. */
    ExactInstant at();

    /** The limit; of a denial the one that stays in the way longest. */
    SimulatedLimit limit();

    /**
     * Usage has reached a part of a limit.
     *
     * @param percent of the limit, 1 to 99
     * @param exhaustedAt when the limit itself would be reached if the rates stayed; null if that is not within one window
     */
    record Warned(
            ExactInstant at,
            SimulatedLimit limit,
            int percent,
            QuotaEvent.Cause cause,
            @Nullable ExactInstant exhaustedAt)
            implements SimulatedEvent {}

    /** Usage is over a limit; where the cause is a change of policy, it was so when the policy came into force. */
    record Exceeded(ExactInstant at, SimulatedLimit limit, QuotaEvent.Cause cause) implements SimulatedEvent {}

    /** Usage, which was over a limit since {@code crossedAt}, is not any more. */
    record Restored(ExactInstant at, SimulatedLimit limit, ExactInstant crossedAt, QuotaEvent.Cause cause)
            implements SimulatedEvent {}

    /**
     * A pod did not start; or, where every limit in its way is only observed, or its hub enforces none, it did.
     *
     * @param isObserved whether it started all the same
     * @param used usage in the limit's window then, in micro-unit milliseconds
     * @param reasons every limit in its way
     * @param retryAt when it would have passed if nothing ran until then; null if never
     * @param sentence what the user would have read
     */
    record Denied(
            ExactInstant at,
            SimulatedLimit limit,
            RecordedPod pod,
            boolean isObserved,
            BigInteger used,
            List<SimulatedLimit> reasons,
            @Nullable Instant retryAt,
            String sentence)
            implements SimulatedEvent {
        /** Keeps the list to itself. */
        public Denied {
            reasons = List.copyOf(reasons);
        }
    }

    /** A running pod was stopped because a limit was still exceeded when its grace was over. */
    record Stopped(ExactInstant at, SimulatedLimit limit, RecordedPod pod, ExactInstant crossedAt)
            implements SimulatedEvent {}
}
