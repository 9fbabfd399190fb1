package io.hubmeter.hub;

import java.time.Duration;

/** Elapsed time, which no correction of the clock touches, and waiting for some of it to pass. */
public interface Ticker {

    /** Time since a fixed moment of this process. */
    Duration elapsed();

    /**
     * Waits; not at all if the duration is zero or less.
     *
     * @throws InterruptedException if the thread is interrupted meanwhile
     */
    void pause(Duration duration) throws InterruptedException;

    /** The ticker of this machine. */
    static Ticker system() {
        long start = System.nanoTime();
        return new Ticker() {
            @Override
            public Duration elapsed() {
                return Duration.ofNanos(System.nanoTime() - start);
            }

            @Override
            public void pause(Duration duration) throws InterruptedException {
                Thread.sleep(duration);
            }
        };
    }
}
