package io.hubmeter.core.bruteforce;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Runs a law on many random cases. The cases are the same each time, but for one fresh one whose seed is printed; a failure
 * names the seed of its case, and {@code -Dhubmeter.seed=…} runs that case alone. {@code -Dhubmeter.cases=…} runs another
 * number of cases, for a long search.
 */
public final class Seeds {
    private static final String PROPERTY = "hubmeter.seed";
    private static final String CASES = "hubmeter.cases";

    private Seeds() {}

    /** A law, to be checked on the case that a source of randomness draws. */
    @FunctionalInterface
    public interface Law {
        /** Checks one case. */
        void check(RandomGenerator random);
    }

    /** Checks a law on so many cases and one more. */
    public static void check(int cases, Law law) {
        Long only = Long.getLong(PROPERTY);
        if (only != null) {
            check(only, law);
            return;
        }
        for (long seed = 1; seed <= Integer.getInteger(CASES, cases); seed++) {
            check(seed, law);
        }
        long fresh = System.nanoTime();
        System.out.println("fresh seed: -D" + PROPERTY + "=" + fresh);
        check(fresh, law);
    }

    private static void check(long seed, Law law) {
        try {
            law.check(new SplittableRandom(seed));
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(
                    "the law fails on the case of -D" + PROPERTY + "=" + seed + ": " + e.getMessage(), e);
        }
    }
}
