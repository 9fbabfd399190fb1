package io.hubmeter.hub;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long to wait after failures in a row: twice as long each time up to a minute, less a random part of up to a half. */
public final class BackOff {
    public static final Duration FIRST = Duration.ofSeconds(1);
    public static final Duration MOST = Duration.ofMinutes(1);

    private final RandomGenerator random;
    private Duration whole = FIRST;

    public BackOff(RandomGenerator random) {
        this.random = random;
    }

    /** The wait after one more failure. */
    public Duration next() {
        long wholeMs = whole.toMillis();
        Duration doubled = whole.multipliedBy(2);
        whole = doubled.compareTo(MOST) > 0 ? MOST : doubled;
        return Duration.ofMillis(wholeMs - random.nextLong(wholeMs / 2 + 1));
    }

    /** Something succeeded. */
    public void reset() {
        whole = FIRST;
    }
}
