package io.hubmeter.bench;

/**
 * How much a run of pages does.
 *
 * @param accounts that the stores hold
 * @param users of these who have logged in
 * @param rounds measured rounds, after one to warm up
 * @param seconds of each run of a round
 * @param steady for how many seconds the same few look again and again, to count checks of tokens
 */
record PagesSizes(int accounts, int users, int rounds, int seconds, int steady) {
    /** About six minutes on two cores. */
    static final PagesSizes FULL = new PagesSizes(100_000, 10_000, 2, 2, 70);
    /** Shows that it works; about a minute and a half, and no figure to rely on. */
    static final PagesSizes QUICK = new PagesSizes(2_000, 100, 1, 1, 3);
}
