package io.hubmeter.bench;

/**
 * How much a run of reports does.
 *
 * @param accounts that have a row on each day
 * @param days that the store holds
 * @param heapMb the heap of the process that answers, in MiB
 * @param rounds measured rounds, after one to warm up
 */
record ReportSizes(int accounts, int days, int heapMb, int rounds) {
    /** About ten minutes on two cores. */
    static final ReportSizes FULL = new ReportSizes(100_000, 30, 256, 3);
    /** Shows that it works; about half a minute, and no figure to rely on. */
    static final ReportSizes QUICK = new ReportSizes(2_000, 30, 128, 1);
}
