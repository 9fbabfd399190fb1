package io.hubmeter.bench;

/**
 * How much a run of crossings does.
 *
 * @param accounts whose limits are crossed, those to warm up included; two pods run for each
 * @param warmUp how many of them cross before those that count
 * @param seconds within which those that count cross
 */
record CrossingSizes(int accounts, int warmUp, int seconds) {
    /** Ten thousand pods; about two minutes on two cores. */
    static final CrossingSizes FULL = new CrossingSizes(5_000, 500, 60);
    /** Shows that it works; about half a minute, and no figure to rely on. */
    static final CrossingSizes QUICK = new CrossingSizes(200, 40, 4);
}
