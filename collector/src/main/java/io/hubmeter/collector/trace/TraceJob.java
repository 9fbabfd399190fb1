package io.hubmeter.collector.trace;

import io.hubmeter.core.metering.Quantities;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One job of a trace: who held how much, over {@code [start, end)}.
 *
 * @param jobId unique in its trace, never blank; from the second task of an array on with a number, {@code e532939[2]}
 * @param user the raw user name, never blank
 * @param group as recorded; empty if the trace has none
 * @param rates what the job held in total, in micro-units; zero is possible
 * @param submit when it was queued; null if not recorded
 * @param start when it began to hold its resources; null if it was already running when the trace begins
 * @param end when it let go of them, not before the start; null if it was still running when the trace ends
 * @param state as recorded, for people; may be empty
 */
public record TraceJob(
        String jobId,
        String user,
        String group,
        Quantities rates,
        @Nullable Instant submit,
        @Nullable Instant start,
        @Nullable Instant end,
        String state) {

    /** The same job under another identifier. */
    TraceJob withJobId(String other) {
        return new TraceJob(other, user, group, rates, submit, start, end, state);
    }
}
