package io.hubmeter.api.view;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many requests may be asked twice: one in ten over time, and a hundred at once after a quiet while, for instance when the
 * instance that everybody asks hangs. If all are slow there is too much to do, and asking twice would make it twice as much. Safe for
 * use by many threads.
 */
final class HedgeBudget {
    private static final int COST = 10;
    private static final int MOST = 100 * COST;

    private final AtomicInteger credit = new AtomicInteger(MOST);

    /** Notes a request, which earns a tenth of a hedge. */
    void asked() {
        credit.updateAndGet(have -> Math.min(MOST, have + 1));
    }

    /** Takes a hedge; false if there is none left. */
    boolean take() {
        return credit.getAndUpdate(have -> have >= COST ? have - COST : have) >= COST;
    }
}
