package io.hubmeter.collector.jupyterhub;

import io.hubmeter.collector.source.Ticker;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** Holds requests back so that no 60 s see more of them than allowed. One thread at a time. */
final class RequestCeiling {
    static final Duration SPAN = Duration.ofMinutes(1);

    private final int most;
    private final Ticker ticker;
    private final Deque<Duration> sent = new ArrayDeque<>();

    RequestCeiling(int mostPerMinute, Ticker ticker) {
        this.most = mostPerMinute;
        this.ticker = ticker;
    }

    /** Waits until another request may be sent, and counts it. */
    void admit() throws InterruptedException {
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
