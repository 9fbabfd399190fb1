package io.hubmeter.bench.faults.collectors;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * One thing that goes wrong for a while.
 *
 * @param kind what
 * @param isLeader whether it befalls the collector that leads then, if it is about one of them; else the one that waits
 * @param afterMs how long after the end of the fault before it
 * @param lengthMs for how long
 */
record CollectorFault(Kind kind, boolean isLeader, long afterMs, long lengthMs) {

    /** What can go wrong, and how long it lasts at the least and at the most. */
    enum Kind {
        KILLED("kill -9 of a collector", 300, 3_000),
        BOTH_KILLED("kill -9 of both collectors", 300, 4_000),
        RESTARTED("clean restart of a collector", 200, 1_000),
        PAUSED("a collector stopped (SIGSTOP) for longer than its lease", 6_000, 12_000),
        API_CUT("a collector whose link to the API server is stalled", 1_000, 12_000),
        API_REFUSED("a collector that the API server refuses connections", 500, 8_000),
        BROKER_CUT("a collector cut off from the broker", 1_000, 12_000),
        BROKER_KILLED("kill -9 of the broker", 300, 2_000),
        API_PAUSED("the API server stopped (SIGSTOP)", 500, 4_000),
        FORGOTTEN("kill -9 of both collectors, while the API server forgets", 1_500, 6_000),
        FORGOTTEN_PAUSED("both collectors stopped (SIGSTOP), while the API server forgets", 6_000, 9_000);

        private final String words;
        private final long leastMs;
        private final long mostMs;

        Kind(String words, long leastMs, long mostMs) {
            this.words = words;
            this.leastMs = leastMs;
            this.mostMs = mostMs;
        }

        String words() {
            return words;
        }

        private boolean isOfOne() {
            return switch (this) {
                case KILLED, RESTARTED, PAUSED, API_CUT, API_REFUSED, BROKER_CUT -> true;
                case BOTH_KILLED, BROKER_KILLED, API_PAUSED, FORGOTTEN, FORGOTTEN_PAUSED -> false;
            };
        }
    }

    /** Those that a run of half a minute has, in this order. */
    private static final List<Kind> SHORT = List.of(Kind.PAUSED, Kind.KILLED, Kind.FORGOTTEN);

    private static final long SHORT_MS = 40_000;
    private static final long RECOVERY_MS = 9_000;

    /** A schedule from a seed; every kind comes once before one comes again, half of them to the leader and more. */
    static List<CollectorFault> schedule(Random random, long lengthMs) {
        boolean isShort = lengthMs < SHORT_MS;
        List<CollectorFault> faults = new ArrayList<>();
        List<Kind> left = new ArrayList<>();
        long atMs = 0;
        while (true) {
            if (left.isEmpty()) {
                left.addAll(isShort ? SHORT : List.of(Kind.values()));
            }
            Kind kind = left.remove(isShort ? 0 : random.nextInt(left.size()));
            long lengthOne = isShort ? kind.leastMs : kind.leastMs + random.nextLong(kind.mostMs - kind.leastMs);
            // Some come while the one before is not over yet for the collectors.
            long afterMs = isShort ? 2_500 : 1_000 + random.nextLong(RECOVERY_MS);
            atMs += afterMs + lengthOne;
            if (atMs > lengthMs) {
                return faults;
            }
            faults.add(new CollectorFault(kind, isShort || random.nextInt(4) > 0, afterMs, lengthOne));
        }
    }

    String text() {
        String whose = kind.isOfOne() ? isLeader ? " (the leader)" : " (the other)" : "";
        return "%s%s, %.1f s".formatted(kind.words(), whose, lengthMs / 1e3);
    }
}
