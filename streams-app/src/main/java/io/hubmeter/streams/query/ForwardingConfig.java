package io.hubmeter.streams.query;

import java.time.Duration;

/**
 * How requests are passed to other instances.
 *
 * @param deadline how long to wait for an answer, whoever gives it; shorter than callers wait
 * @param hedgeAfter how long to wait for the owner before another copy is asked as well
 * @param avoidFor how long an owner that was late is asked last
 * @param staleAfter a copy here that heard its sources longer ago than this answers only if the owner does not
 * @param scanDeadline how long the lines of one partition may take from another instance
 */
public record ForwardingConfig(
        Duration deadline, Duration hedgeAfter, Duration avoidFor, Duration staleAfter, Duration scanDeadline) {
    /** A second and a half, 20 ms, a second, 10 s, which is longer than the group takes to notice a crash, and 5 min. */
    public static final ForwardingConfig DEFAULT = new ForwardingConfig(
            Duration.ofMillis(1_500),
            Duration.ofMillis(20),
            Duration.ofSeconds(1),
            Duration.ofSeconds(10),
            Duration.ofMinutes(5));

    /** Checks that each is more than zero. */
    public ForwardingConfig {
        moreThanZero("deadline", deadline);
        moreThanZero("hedgeAfter", hedgeAfter);
        moreThanZero("avoidFor", avoidFor);
        moreThanZero("staleAfter", staleAfter);
        moreThanZero("scanDeadline", scanDeadline);
    }

    private static void moreThanZero(String name, Duration duration) {
        if (!duration.isPositive()) {
            throw new IllegalArgumentException("%s: found %s, expected more than zero".formatted(name, duration));
        }
    }
}
