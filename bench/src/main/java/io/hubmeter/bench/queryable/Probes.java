package io.hubmeter.bench.queryable;

import io.hubmeter.api.view.UsageUnavailable;
import io.hubmeter.api.view.UsageView;
import io.hubmeter.bench.flow.PodFlow;
import io.hubmeter.bench.measure.Latencies;
import io.hubmeter.core.decision.Request;
import io.hubmeter.core.metering.Reading;
import io.hubmeter.core.policy.Entitlement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/** Asks a view about the accounts of some events, each every millisecond, until the answer knows of the event. On a thread of its own. */
final class Probes implements AutoCloseable {
    private static final long PAUSE_NANOS = 1_000_000;
    /** After which an event counts as not seen; the account's next event comes later than that. */
    private static final long BOUND_NANOS = 5_000_000_000L;

    private final UsageView view;
    private final Latencies latencies = new Latencies();
    private final Queue<Probe> begun = new ConcurrentLinkedQueue<>();
    private final List<String> trouble = new ArrayList<>();
    private final Thread thread;
    private int unseen;
    private volatile boolean isClosed;

    private record Probe(PodFlow.Event event, long dueNanos) {}

    Probes(UsageView view) {
        this.view = view;
        this.thread = Thread.ofPlatform().name("probes").start(this::ask);
    }

    /** Begins to ask about an event that is sent next. */
    void begin(PodFlow.Event event, long dueNanos) {
        begun.add(new Probe(event, dueNanos));
    }

    private void ask() {
        List<Probe> open = new ArrayList<>();
        while (!isClosed || !open.isEmpty() || !begun.isEmpty()) {
            for (Probe probe = begun.poll(); probe != null; probe = begun.poll()) {
                open.add(probe);
            }
            open.removeIf(this::isDone);
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private boolean isDone(Probe probe) {
        boolean isKnown = isKnown(probe.event());
        long took = System.nanoTime() - probe.dueNanos();
        if (isKnown) {
            latencies.add(took);
            check(probe.event());
            return true;
        }
        if (took > BOUND_NANOS) {
            latencies.add(took);
            unseen++;
            return true;
        }
        return false;
    }

    /** Not part of what is measured: that it is this event that was seen, in the history too. */
    private void check(PodFlow.Event event) {
        try {
            List<Reading> history =
                    view.history(event.account(), event.at(), event.at().plusMillis(1), 2);
            if (history.isEmpty() || !history.getLast().at().equals(event.at())) {
                trouble.add("%s: found %s, expected a reading at %s".formatted(event.account(), history, event.at()));
            }
        } catch (UsageUnavailable e) {
            trouble.add("%s: history: %s".formatted(event.account(), e.getMessage()));
        }
    }

    private boolean isKnown(PodFlow.Event event) {
        try {
            Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
            return view.assess(event.account(), Entitlement.NONE, Request.OF_UNKNOWN_SIZE, Duration.ZERO, now)
                            .openPods()
                    == event.openPods();
        } catch (UsageUnavailable e) {
            return false;
        }
    }

    /**
     * How long each took, once all of them are answered; what was not seen within five seconds took these.
     *
     * @throws IllegalStateException if another event was taken for one
     */
    Latencies latencies() {
        close();
        if (!trouble.isEmpty()) {
            throw new IllegalStateException(
                    "probes: found %d in trouble, expected none: %s".formatted(trouble.size(), trouble.getFirst()));
        }
        return latencies;
    }

    /** How many were not seen within five seconds. */
    int unseen() {
        close();
        return unseen;
    }

    @Override
    public void close() {
        isClosed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
