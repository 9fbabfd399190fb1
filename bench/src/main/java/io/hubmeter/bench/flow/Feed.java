package io.hubmeter.bench.flow;

import io.hubmeter.bench.measure.Schedule;
import io.hubmeter.bench.platform.FilledStores;
import io.hubmeter.collector.publish.Publisher;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/** Publishes events of a flow when they are due, and a heartbeat each second. For one thread. */
public final class Feed {
    private static final long HEARTBEAT_NANOS = 1_000_000_000L;

    private final Publisher publisher;
    private final PodFlow flow;
    private final InstantSource clock;

    /**
     * A feed that has told nothing yet.
     *
     * @param clock what events and heartbeats call now
     */
    public Feed(Publisher publisher, PodFlow flow, InstantSource clock) {
        this.publisher = publisher;
        this.flow = flow;
        this.clock = clock;
    }

    /** Is told of each event. */
    public interface Sending {
        /** It is handed to the producer next; it was due at this time, by {@link System#nanoTime()}. */
        void sends(PodFlow.Event event, long dueNanos);
    }

    /**
     * What came of a schedule.
     *
     * @param perSecond events a second
     * @param heartbeats how many were told
     * @param latestMs how late the latest event was handed to the producer
     */
    public record Fed(double perSecond, int heartbeats, double latestMs) {}

    /** Publishes as many events as the schedule has; returns when all of them are acknowledged. */
    public Fed run(Schedule schedule, Sending sending) {
        int heartbeats = 0;
        long latest = 0;
        for (int i = 0; i < schedule.count(); i++) {
            if (schedule.dueNanos(i) - schedule.startNanos() >= heartbeats * HEARTBEAT_NANOS) {
                FilledStores.heartbeat(publisher, now());
                heartbeats++;
            }
            long due = schedule.await(i);
            latest = Math.max(latest, System.nanoTime() - due);
            PodFlow.Event event = flow.next(now());
            sending.sends(event, due);
            publisher.pod(event.account(), event.record());
        }
        publisher.flush();
        double seconds = (System.nanoTime() - schedule.startNanos()) / 1e9;
        return new Fed(schedule.count() / seconds, heartbeats, latest / 1e6);
    }

    /** Publishes heartbeats alone, one at once and one each second until the end; returns how many. */
    public int beat(long endNanos) {
        Schedule beats = new Schedule(System.nanoTime(), 1, Integer.MAX_VALUE);
        int told = 0;
        while (told == 0 || beats.dueNanos(told) < endNanos) {
            var _ = beats.await(told);
            FilledStores.heartbeat(publisher, now());
            told++;
        }
        publisher.flush();
        return told;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
