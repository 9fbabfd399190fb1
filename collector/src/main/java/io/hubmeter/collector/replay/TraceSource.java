package io.hubmeter.collector.replay;

import io.hubmeter.collector.publish.Publisher;
import io.hubmeter.collector.trace.Trace;
import io.hubmeter.collector.trace.TraceJob;
import io.hubmeter.collector.trace.TraceProblem;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.schemas.avro.AccountRecord;
import io.hubmeter.schemas.avro.Heartbeat;
import io.hubmeter.schemas.avro.PodOp;
import io.hubmeter.schemas.avro.PodRecord;
import io.hubmeter.schemas.avro.PodState;
import io.hubmeter.schemas.avro.RejectRecord;
import io.hubmeter.schemas.avro.Source;
import io.hubmeter.schemas.avro.SourceOffset;
import io.hubmeter.wire.ExactDecimals;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongConsumer;

/**
 * Replays the jobs of a trace as pods, with heartbeats in the trace's own time, moved by a fixed shift.
 *
 * <p>It goes as far as it is told and no further, so a caller decides whether that is at once or as time passes. Its offset is
 * the number of starts and ends sent; a run that resumes from one sends the rest. One thread at a time.
 */
public final class TraceSource {
    /** The reason code of a row that cannot be used. */
    public static final String BAD_ROW = "bad-trace-row";

    private static final long EVENTS_PER_OFFSET = 5_000;
    private static final long START_VERSION = 1;
    private static final long END_VERSION = 2;

    private final Trace trace;
    private final String realm;
    private final Duration shift;
    private final Duration heartbeatEvery;
    private final List<TraceEvent> events;
    private final Publisher publisher;
    private int position;
    private Instant heartbeatDue;

    /**
     * A replay.
     *
     * @param realm whom the jobs' users belong to
     * @param shift added to every instant of the trace
     * @param heartbeatEvery the longest time, in the trace's, between two heartbeats
     * @param resumeAt how many starts and ends were sent before; 0 for all
     */
    public TraceSource(
            Trace trace,
            TraceSpan span,
            String realm,
            Duration shift,
            Duration heartbeatEvery,
            long resumeAt,
            Publisher publisher) {
        this.trace = trace;
        this.realm = realm;
        this.shift = shift;
        this.heartbeatEvery = heartbeatEvery;
        this.events = TraceEvent.of(trace, span);
        this.publisher = publisher;
        this.position = (int) Math.min(resumeAt, events.size());
        this.heartbeatDue = span.from().plus(shift);
    }

    /** The source's name. */
    public String name() {
        return nameOf(trace);
    }

    /** The name of the source that a trace is. */
    public static String nameOf(Trace trace) {
        return "trace/" + trace.name();
    }

    /** How many starts and ends were sent so far, resumed ones included. */
    public long position() {
        return position;
    }

    /** How many starts and ends there are within a span of a trace. */
    public static int size(Trace trace, TraceSpan span) {
        return TraceEvent.of(trace, span).size();
    }

    /** How many of them happen before an instant; that is what {@link #runUntil} has to send up to then. */
    public int sizeUntil(Instant instant) {
        return (int) events.stream()
                .takeWhile(event -> !event.at().plus(shift).isAfter(instant))
                .count();
    }

    /** Publishes the groups of every user of the trace, and every row that cannot be used. */
    public void announce(Instant at) {
        Map<String, TreeSet<String>> groups = new TreeMap<>();
        for (TraceJob job : trace.jobs()) {
            TreeSet<String> of = groups.computeIfAbsent(job.user(), user -> new TreeSet<>());
            if (!job.group().isEmpty()) {
                of.add(job.group());
            }
        }
        groups.forEach((user, of) -> publisher.account(new AccountRecord(realm, user, List.copyOf(of), null, at)));
        for (TraceProblem problem : trace.problems()) {
            publisher.reject(
                    new RejectRecord(BAD_ROW, problem.toString(), problem.file() + ":" + problem.line(), at, null));
        }
        publisher.flush();
    }

    /**
     * Sends everything that happened up to an instant, with heartbeats between, then a heartbeat of that instant.
     *
     * @param progress told how many starts and ends were sent so far, resumed ones included
     */
    public void runUntil(Instant instant, LongConsumer progress) {
        while (position < events.size()
                && !events.get(position).at().plus(shift).isAfter(instant)) {
            TraceEvent event = events.get(position);
            Instant at = event.at().plus(shift);
            if (!heartbeatDue.isAfter(at)) {
                // One is enough for a gap: nothing happened in it.
                heartbeat(at);
            }
            publisher.pod(new AccountId(realm, event.job().user()), record(event));
            position++;
            if (position % EVENTS_PER_OFFSET == 0) {
                commit(at);
            }
            progress.accept(position);
        }
        heartbeat(instant);
    }

    /** Writes how far the replay has come, after all that was sent is acknowledged. */
    public void commit(Instant at) {
        publisher.offset(
                new SourceOffset(name(), (long) position, shift.toMillis(), position == events.size(), at, 0L));
    }

    private void heartbeat(Instant at) {
        publisher.message(new PodRecord(
                PodOp.m,
                null,
                null,
                new Heartbeat(List.of(realm)),
                new Source(name(), null, (long) position, null),
                at));
        heartbeatDue = at.plus(heartbeatEvery);
    }

    private PodRecord record(TraceEvent event) {
        Instant at = event.at().plus(shift);
        Source source = new Source(name(), null, event.isEnd() ? END_VERSION : START_VERSION, null);
        PodState running = state(event, false);
        return event.isEnd()
                ? new PodRecord(PodOp.d, state(event, true), null, null, source, at)
                : new PodRecord(PodOp.c, null, running, null, source, at);
    }

    private PodState state(TraceEvent event, boolean ended) {
        TraceJob job = event.job();
        Instant start = event.start().plus(shift);
        return new PodState(
                trace.name() + "/" + job.jobId(),
                null,
                job.jobId(),
                null,
                job.user(),
                job.jobId(),
                ExactDecimals.decimals(job.rates()),
                start,
                start,
                ended ? event.at().plus(shift) : null,
                false,
                null);
    }
}
