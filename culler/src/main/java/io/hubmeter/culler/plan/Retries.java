package io.hubmeter.culler.plan;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long to wait before the next try: twice as long each time, less a random part of up to a half. */
final class Retries {
    static final Duration FIRST = Duration.ofSeconds(1);
    static final Duration MOST = Duration.ofMinutes(5);
    private static final int DOUBLINGS = 16;

    private final RandomGenerator random;

    Retries(RandomGenerator random) {
        this.random = random;
    }

    /** The wait after so many failures in a row, 1 or more. */
    Duration after(int failures) {
        Duration doubled = FIRST.multipliedBy(1L << Math.min(failures - 1, DOUBLINGS));
        long wholeMs = (doubled.compareTo(MOST) > 0 ? MOST : doubled).toMillis();
        return Duration.ofMillis(wholeMs - random.nextLong(wholeMs / 2 + 1));
    }
}
