package io.hubmeter.bench;

import java.util.List;

/**
 * How much a run of the collector does.
 *
 * @param pods in the cluster; each is two changes
 * @param rounds measured rounds of stored changes, after one to warm up
 * @param seconds how long each live load lasts
 * @param heapsMb heaps to try in MiB, smallest first
 */
record CollectorSizes(int pods, int rounds, int seconds, List<Integer> heapsMb) {
    /** A large hub; about five minutes on two cores. */
    static final CollectorSizes FULL = new CollectorSizes(10_000, 5, 20, List.of(32, 48, 64, 96, 128, 256));
    /** Shows that it works; about a minute, and no figure to rely on. */
    static final CollectorSizes QUICK = new CollectorSizes(300, 1, 3, List.of(96));
}
