package io.hubmeter.core.fuzz;

import java.time.Duration;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Runs a law on many inputs: {@code -Dhubmeter.fuzz=1000000} for a long search, which the Maven profile {@code nightly} does.
 * The inputs are the same each time; {@code -Dhubmeter.seed=…} runs the one of a failure alone.
 */
public final class Fuzz {
    /** A parser that runs away would not be seen otherwise; none takes a thousandth of it. */
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private Fuzz() {}

    /** One input, drawn and judged. */
    @FunctionalInterface
    public interface Law {
        /** Draws an input and checks what comes of it; true if it was a good one. */
        boolean check(RandomGenerator random);
    }

    /**
     * Checks a law.
     *
     * @param parser for the report
     * @param inputs how many where nothing else is said
     * @return the share of good inputs: it must be neither none nor all, or little was tested
     */
    public static double check(String parser, int inputs, Law law) {
        Long only = Long.getLong("hubmeter.seed");
        if (only != null) {
            return check(only, law) ? 1 : 0;
        }
        int count = Math.max(1, Integer.getInteger("hubmeter.fuzz", inputs));
        int good = 0;
        long slowestNs = 0;
        long slowest = 0;
        for (long seed = 1; seed <= count; seed++) {
            long before = System.nanoTime();
            good += check(seed, law) ? 1 : 0;
            long ns = System.nanoTime() - before;
            if (ns > slowestNs) {
                slowestNs = ns;
                slowest = seed;
            }
        }
        System.out.printf(
                Locale.ROOT,
                "fuzz: %s: %,d inputs, %,d good, %,d refused, 0 failed; the slowest took %.1f ms (seed %d)%n",
                parser,
                count,
                good,
                count - good,
                slowestNs / 1e6,
                slowest);
        if (slowestNs > LONGEST.toNanos()) {
            throw new AssertionError("%s: found an input that took %d ms, expected less than %d, seed %d"
                    .formatted(parser, slowestNs / 1_000_000, LONGEST.toMillis(), slowest));
        }
        return (double) good / count;
    }

    private static boolean check(long seed, Law law) {
        try {
            return law.check(new SplittableRandom(seed));
        } catch (AssertionError | RuntimeException | StackOverflowError e) {
            throw new AssertionError("the input of -Dhubmeter.seed=" + seed + ": " + e.getMessage(), e);
        }
    }
}
