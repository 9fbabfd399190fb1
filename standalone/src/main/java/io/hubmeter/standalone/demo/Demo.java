package io.hubmeter.standalone.demo;

import io.hubmeter.collector.publish.Publisher;
import io.hubmeter.collector.published.TopicReader;
import io.hubmeter.collector.replay.TraceSource;
import io.hubmeter.collector.replay.TraceSpan;
import io.hubmeter.collector.source.KnownSources;
import io.hubmeter.collector.trace.Trace;
import io.hubmeter.core.policy.Policy;
import io.hubmeter.schemas.avro.SourceOffset;
import io.hubmeter.standalone.Standalone;
import io.hubmeter.streams.query.StateUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;

/**
 * A trace, moved so that its last job starts now, as if its users worked on this installation: jobs that still run then go on
 * running and end when they did. A demo that was stopped goes on where it was.
 */
public final class Demo implements AutoCloseable {
    /** The realm of the trace's users. */
    public static final String REALM = "default";

    private static final Duration HEARTBEAT_EVERY = Duration.ofMinutes(10);
    private static final Duration READY_BOUND = Duration.ofMinutes(2);
    private static final Duration DRAIN_BOUND = Duration.ofMinutes(10);
    private static final long LIVE_INTERVAL_MS = 1_000;
    private static final long EVENTS_PER_LOOK = 500;

    private final Standalone standalone;
    private final Publisher publisher;
    private final TraceSource source;
    private final InstantSource clock;
    private final Policy policy;
    private final boolean resumed;

    private Demo(
            Standalone standalone,
            Publisher publisher,
            TraceSource source,
            InstantSource clock,
            Policy policy,
            boolean resumed) {
        this.standalone = standalone;
        this.publisher = publisher;
        this.source = source;
        this.clock = clock;
        this.policy = policy;
        this.resumed = resumed;
    }

    /** A demo on a running platform; nothing is fed yet. */
    public static Demo of(Standalone standalone, Trace told, Policy policy, InstantSource clock) {
        Trace trace = DemoGroups.in(told);
        Publisher publisher = Publisher.connect(standalone.bootstrapServers(), standalone.registry(), Map.of());
        TraceSpan span = TraceSpan.of(trace);
        TopicReader topics = TopicReader.of(standalone.bootstrapServers(), standalone.registry(), Map.of());
        Optional<SourceOffset> before =
                Optional.ofNullable(new KnownSources(topics).offsets().get(TraceSource.nameOf(trace)));
        Duration shift = before.map(offset -> Duration.ofMillis(offset.getShiftMs()))
                .orElseGet(() -> Duration.between(TraceSpan.lastStart(trace), now(clock)));
        long resumeAt = before.map(SourceOffset::getPosition).orElse(0L);
        TraceSource source = new TraceSource(trace, span, REALM, shift, HEARTBEAT_EVERY, resumeAt, publisher);
        return new Demo(standalone, publisher, source, clock, policy, before.isPresent());
    }

    private static Instant now(InstantSource clock) {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /** Whether an earlier run is continued. */
    public boolean isResumed() {
        return resumed;
    }

    /** How many starts and ends have happened by now. */
    public int size() {
        return source.sizeUntil(now(clock));
    }

    /**
     * Publishes the policy and everything that has happened by now, and waits until all of it is processed.
     *
     * @param progress told how many starts and ends are processed
     * @param stop ends this early when it opens; the next run sends the rest
     * @return whether it came to the end
     */
    public boolean catchUp(LongConsumer progress, CountDownLatch stop) throws InterruptedException {
        await("stream processor", READY_BOUND, stop, standalone.streams()::isRunning);
        publisher.policy(policy, now(clock));
        if (!resumed) {
            source.announce(now(clock));
            // The shift has to be known before anything is moved by it: a run that ends here is continued, not
            // repeated.
            source.commit(now(clock));
        }
        publisher.flush();
        await("policy", READY_BOUND, stop, () -> standalone.streams().queries().isInForce(policy.hash()));
        // Feeding takes its time: answers are fresh only when what happened meanwhile is processed too.
        boolean complete = feedAndAwait(progress, stop);
        return complete && feedAndAwait(progress, stop);
    }

    private boolean feedAndAwait(LongConsumer progress, CountDownLatch stop) throws InterruptedException {
        Instant until = now(clock);
        if (isOpen(stop) || !feed(until, progress, stop)) {
            return false;
        }
        await("processing of the trace", DRAIN_BOUND, stop, () -> {
            Optional<Instant> heard = standalone.streams().queries().heardAt();
            heard.ifPresent(at -> progress.accept(source.sizeUntil(at)));
            return heard.filter(at -> !at.isBefore(until)).isPresent();
        });
        return !isOpen(stop);
    }

    /** Sends what happened up to an instant; whether it came to the end. */
    private boolean feed(Instant until, LongConsumer progress, CountDownLatch stop) {
        try {
            source.runUntil(until, sent -> {
                if (isOpen(stop)) {
                    throw new Stopped();
                }
                if (sent % EVENTS_PER_LOOK == 0) {
                    processed().ifPresent(progress::accept);
                }
            });
        } catch (Stopped e) {
            return false;
        }
        source.commit(until);
        return true;
    }

    /** How many starts and ends are processed; empty while the stores cannot be read. */
    private OptionalInt processed() {
        try {
            return standalone.streams().queries().heardAt().stream()
                    .mapToInt(source::sizeUntil)
                    .findFirst();
        } catch (StateUnavailable e) {
            return OptionalInt.empty();
        }
    }

    private void await(String what, Duration bound, CountDownLatch stop, BooleanSupplier condition)
            throws InterruptedException {
        standalone.await(what, bound, () -> isOpen(stop) || condition.getAsBoolean());
    }

    private static boolean isOpen(CountDownLatch latch) {
        return latch.getCount() == 0;
    }

    /** Goes on with what happens from now on, and a heartbeat each second, until the latch opens. */
    public void live(CountDownLatch stop) throws InterruptedException {
        while (!stop.await(LIVE_INTERVAL_MS, TimeUnit.MILLISECONDS)) {
            if (standalone.streams().hasFailed()) {
                throw new IllegalStateException("the stream processor has stopped; its log says why");
            }
            Instant instant = now(clock);
            long before = source.position();
            source.runUntil(instant, done -> {});
            if (source.position() != before) {
                source.commit(instant);
            }
        }
    }

    @Override
    public void close() {
        publisher.close();
    }

    /** Leaves a replay in the middle. */
    private static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Stopped() {
            super("stopped", null, false, false);
        }
    }
}
