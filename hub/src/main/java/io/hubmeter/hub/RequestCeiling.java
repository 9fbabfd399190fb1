package io.hubmeter.hub;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** Holds requests back so that no 60 s see more of them than allowed. Any threads: all of them wait. */
public final class RequestCeiling {
    public static final Duration SPAN = Duration.ofMinutes(1);

    private final int most;
    private final Ticker ticker;
    private final Deque<Duration> sent = new ArrayDeque<>();

    public RequestCeiling(int mostPerMinute, Ticker ticker) {
        this.most = mostPerMinute;
        this.ticker = ticker;
    }

    /** Waits until another request may be sent, and counts it. */
    public synchronized void admit() throws InterruptedException {
        if (sent.size() == most) {
            Duration free = sent.getFirst().plus(SPAN);
            while (ticker.elapsed().compareTo(free) < 0) {
                ticker.pause(free.minus(ticker.elapsed()));
            }
            // Not before the wait, which may be interrupted.
            sent.removeFirst();
        }
        sent.addLast(ticker.elapsed());
    }
}
