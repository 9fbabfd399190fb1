package io.hubmeter.bench.faults.check;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;

/**
 * What a pod held and when; instants in milliseconds since 1970.
 *
 * @param steps in the order of time, the first at the start, each up to the next or the end
 * @param endMs {@link #OPEN} while it holds something
 * @param isEstimated whether nobody saw or told the end
 */
record PodSpan(String uid, List<Step> steps, long endMs, boolean isEstimated) {
    static final long OPEN = Long.MAX_VALUE;

    /** From an instant on, so much is held, by resource in micro-units. */
    record Step(long fromMs, Map<String, BigInteger> rates) {}

    long startMs() {
        return steps.getFirst().fromMs();
    }
}
