package io.hubmeter.collector.replay;

import io.hubmeter.collector.trace.Trace;
import io.hubmeter.collector.trace.TraceJob;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The part of a trace that is replayed, in the trace's own time.
 *
 * @param from jobs that run already count from here on
 * @param until nothing that happens at or after this is replayed
 */
public record TraceSpan(Instant from, Instant until) {

    /** Checks the order. */
    public TraceSpan {
        if (!from.isBefore(until)) {
            throw new IllegalArgumentException("until: found %s, expected later than from, %s".formatted(until, from));
        }
    }

    /** From the first instant of a trace to its last. A trace that tells no instant at all has no span. */
    public static TraceSpan of(Trace trace) {
        Instant first = instants(trace).min(Instant::compareTo).orElseThrow(() -> noInstant(trace));
        Instant last = instants(trace).max(Instant::compareTo).orElseThrow(() -> noInstant(trace));
        return new TraceSpan(first, first.equals(last) ? last.plus(Duration.ofSeconds(1)) : last);
    }

    /** When the last job of a trace was started. */
    public static Instant lastStart(Trace trace) {
        return trace.jobs().stream()
                .map(TraceJob::start)
                .filter(Objects::nonNull)
                .max(Instant::compareTo)
                .orElseThrow(() -> noInstant(trace));
    }

    private static IllegalArgumentException noInstant(Trace trace) {
        return new IllegalArgumentException("%s: found no row with a time, expected one".formatted(trace.name()));
    }

    private static Stream<Instant> instants(Trace trace) {
        return trace.jobs().stream()
                .flatMap(job -> Stream.of(job.start(), job.end()).filter(Objects::nonNull));
    }
}
