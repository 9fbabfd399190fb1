package io.hubmeter.bench;

import java.util.List;

/**
 * How much a run of stores holds.
 *
 * @param fills the stores to compare; the first is small, and its start is what a start costs without anything to restore
 * @param rounds measured rounds of decisions, after one to warm up
 * @param questions questions of one run over one connection
 * @param heapMb the heap of each process
 */
record StoresSizes(List<Fill> fills, int rounds, int questions, int heapMb) {
    /**
     * What stores hold; no two of a run have as many accounts.
     *
     * @param readings of each account
     */
    record Fill(int accounts, int readings) {
        double millions() {
            return accounts * (double) readings / 1_000_000;
        }
    }

    /** Six million readings, once of many accounts and once of few; about six minutes on two cores. */
    static final StoresSizes FULL =
            new StoresSizes(List.of(new Fill(1_000, 60), new Fill(10_000, 600), new Fill(100_000, 60)), 3, 6_000, 768);
    /** Shows that it works, and no figure to rely on. */
    static final StoresSizes QUICK =
            new StoresSizes(List.of(new Fill(200, 60), new Fill(500, 600), new Fill(5_000, 60)), 1, 1_000, 768);
}
