package io.hubmeter.bench;

import java.util.List;

/**
 * How much a run does.
 *
 * @param accounts the numbers of accounts to compare, smallest first
 * @param events starts and ends of pods through the topology
 * @param topologyRounds measured rounds of those, after one to warm up
 * @param readings readings of each account that decisions are made for
 * @param decisionRounds measured rounds of decisions, after one to warm up
 * @param questions questions of one run over one connection
 */
record Sizes(List<Integer> accounts, int events, int topologyRounds, int readings, int decisionRounds, int questions) {
    /** Most of an hour's worth of a small cluster's months; about ten minutes on two cores. */
    static final Sizes FULL = new Sizes(List.of(1_000, 100_000), 240_000, 2, 60, 3, 6_000);
    /** Shows that it works; under two minutes, and no figure to rely on. */
    static final Sizes QUICK = new Sizes(List.of(500, 5_000), 24_000, 1, 60, 1, 1_500);
}
