package io.hubmeter.collector.replay;

import io.hubmeter.collector.trace.Trace;
import io.hubmeter.collector.trace.TraceJob;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A start or an end of a job, in the trace's own time. */
record TraceEvent(Instant at, TraceJob job, Instant start, boolean isEnd) {

    /**
     * Every start and end within a span, in the order of time; of one job its start first. A job that runs already when the
     * span begins starts there, one that runs on when it ends ends there.
     */
    static List<TraceEvent> of(Trace trace, TraceSpan span) {
        List<TraceEvent> events = new ArrayList<>(2 * trace.jobs().size());
        for (TraceJob job : trace.jobs()) {
            Instant start = job.start() == null || job.start().isBefore(span.from()) ? span.from() : job.start();
            Instant end = job.end() == null || job.end().isAfter(span.until()) ? span.until() : job.end();
            if (start.isBefore(span.until()) && !end.isBefore(span.from())) {
                events.add(new TraceEvent(start, job, start, false));
                events.add(new TraceEvent(end, job, start, true));
            }
        }
        // Stable, so that jobs which end when others start keep the order of the file.
        events.sort(Comparator.comparing(TraceEvent::at));
        return events;
    }
}
