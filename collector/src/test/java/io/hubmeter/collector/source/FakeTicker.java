package io.hubmeter.collector.source;

import io.hubmeter.hub.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Time that passes only by waiting, which takes none. Ends the waiting thread's work after so many waits. */
public final class FakeTicker implements Ticker {
    public static final Instant START = Instant.parse("2026-01-05T08:00:00Z");

    private final List<Duration> pauses = new CopyOnWriteArrayList<>();
    private volatile Duration elapsed = Duration.ZERO;
    private Runnable atPause = () -> {};
    private int pausesLeft = Integer.MAX_VALUE;

    /** The next so many waits end at once, the one after them in an interruption. */
    public void endAfter(int pauses) {
        pausesLeft = pauses;
    }

    /** To be done whenever somebody waits. */
    public void atPause(Runnable action) {
        atPause = action;
    }

    /** Lets time pass without anybody waiting. */
    public synchronized void advance(Duration duration) {
        elapsed = elapsed.plus(duration);
    }

    /** Every wait so far, the last one, which was interrupted, included. */
    public List<Duration> pauses() {
        return List.copyOf(pauses);
    }

    public Instant instant() {
        return START.plus(elapsed);
    }

    @Override
    public Duration elapsed() {
        return elapsed;
    }

    @Override
    public void pause(Duration duration) throws InterruptedException {
        pauses.add(duration);
        if (pausesLeft-- == 0) {
            throw new InterruptedException("the test is over");
        }
        if (duration.isPositive()) {
            advance(duration);
        }
        atPause.run();
    }
}
