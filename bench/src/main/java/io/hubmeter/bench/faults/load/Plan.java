package io.hubmeter.bench.faults.load;

import io.hubmeter.bench.faults.load.Tell.Kind;
import io.hubmeter.schemas.avro.PodOp;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * What two collectors tell in a run, all of it from a seed: lives of pods, in the hours before the run too, and the faults of
 * the collectors themselves, which are duplicates, lateness and disorder, clocks that jump, and gaps that end in a list.
 */
public final class Plan {
    /** The names of the sources. */
    public static final List<String> SOURCES = List.of("kubernetes/one", "kubernetes/two");
    /** Which realms each source feeds: the first realm waits for both. */
    static final List<List<String>> REALMS = List.of(List.of("alpha"), List.of("alpha", "beta"));

    static final long HEARTBEAT_MS = 1_000;

    private static final long HISTORY_MS = 7_200_000;
    private static final List<String> NAMES = List.of(
            "bob", "bobby", "user-1", "user-10", "ana", "ana-maria", "a/b", "quo\"te'd", "two words", "Łukasz ☕");
    private static final int LATE_MS = 3_000;
    private static final int DUPLICATE_MS = 6_000;
    private static final long VERSIONS_PER_MS = 8;

    private final Random random;
    private final long lengthMs;
    private final int accounts;
    private final List<PodLife> lives = new ArrayList<>();
    private final List<List<Tell>> tells = new ArrayList<>();
    private final List<ClockJump> jumps = new ArrayList<>();
    private final boolean isCalm;
    private int gaps;

    /** While the clock of a source is wrong by so much. */
    private record ClockJump(int source, long fromMs, long untilMs, long byMs) {}

    /** A stretch in which a source neither hears nor says anything; it lists everything at its end. */
    private record Gap(long fromMs, long untilMs) {}

    private Plan(long seed, long lengthMs, int accounts, boolean isCalm) {
        this.isCalm = isCalm;
        this.random = new Random(seed);
        this.lengthMs = lengthMs;
        this.accounts = accounts;
    }

    /**
     * The plan of a seed.
     *
     * @param isCalm whether there are no gaps and no clock ever jumps
     */
    public static Plan of(long seed, long lengthMs, int accounts, boolean isCalm) {
        Plan plan = new Plan(seed, lengthMs, accounts, isCalm);
        plan.live();
        for (int source = 0; source < SOURCES.size(); source++) {
            if (!isCalm) {
                plan.jump(source);
            }
            plan.tells.add(plan.tellsOf(source));
        }
        return plan;
    }

    /** An account of the plan. */
    public record Account(String realm, String user) {}

    /** The accounts; each has pods. */
    public List<Account> accounts() {
        List<Account> all = new ArrayList<>();
        for (int i = 0; i < accounts; i++) {
            all.add(account(i));
        }
        return all;
    }

    private static Account account(int number) {
        String user = number < NAMES.size() ? NAMES.get(number) : "user-" + number * 7;
        return new Account(number % 3 == 2 ? "beta" : "alpha", user);
    }

    /** How many pods there are. */
    public int pods() {
        return lives.size();
    }

    /** How many gaps with a list at their end. */
    public int gaps() {
        return gaps;
    }

    /** How often a clock jumps away and back. */
    public int clockJumps() {
        return jumps.size();
    }

    List<Tell> tells(int source) {
        return tells.get(source);
    }

    private void live() {
        for (int number = 0; number < accounts; number++) {
            Account account = account(number);
            boolean isPrompt = number % 2 == 0;
            for (int i = 0; i < 4; i++) {
                long start = -random.nextLong(HISTORY_MS) - 1_000;
                long length = 60_000 + random.nextLong(1_800_000);
                life(account, isPrompt, start, start + length);
            }
            long start = random.nextLong(4_000);
            while (start < lengthMs) {
                life(account, isPrompt, start, start + 2_000 + random.nextLong(15_000));
                start += 1_000 + random.nextLong(9_000);
            }
        }
    }

    /** Adds a pod; what would happen after the run does not. */
    private void life(Account account, boolean isPrompt, long startMs, long endMs) {
        int source = account.realm().equals("beta") ? 1 : random.nextInt(SOURCES.size());
        Map<String, BigInteger> rates = rates();
        List<Change> changes = new ArrayList<>();
        long seen = startMs - (isPrompt ? 0 : random.nextLong(500));
        changes.add(new Change(seen, version(seen, 0), PodOp.c, rates, isPrompt ? startMs : null, null, null));
        if (!isPrompt) {
            long seenScheduled = startMs + random.nextLong(300);
            changes.add(new Change(seenScheduled, version(seenScheduled, 1), PodOp.u, rates, startMs, null, null));
        }
        Long ratesMs = null;
        if (random.nextInt(4) == 0) {
            long at = startMs + 500 + random.nextLong(Math.max(1, endMs - startMs - 1_000));
            long seenResized = isPrompt ? at : at + random.nextLong(300);
            rates = rates();
            ratesMs = at;
            changes.add(new Change(seenResized, version(seenResized, 2), PodOp.u, rates, startMs, ratesMs, null));
        }
        end(changes, isPrompt, rates, startMs, ratesMs, endMs);
        changes.removeIf(change -> change.seenMs() >= lengthMs);
        if (!changes.isEmpty()) {
            lives.add(new PodLife(
                    "uid-" + lives.size(), account.realm(), account.user(), source, List.copyOf(changes), isPrompt));
        }
    }

    private void end(
            List<Change> changes,
            boolean isPrompt,
            Map<String, BigInteger> rates,
            long startMs,
            @org.jspecify.annotations.Nullable Long ratesMs,
            long endMs) {
        long seen = isPrompt ? endMs : endMs + 400 + random.nextLong(400);
        boolean isTold = isPrompt || random.nextInt(3) > 0;
        if (isTold) {
            changes.add(new Change(seen, version(seen, 3), PodOp.u, rates, startMs, ratesMs, endMs));
        }
        long deleted = isTold ? seen + 200 + random.nextLong(1_000) : seen;
        changes.add(new Change(deleted, version(deleted, 4), PodOp.d, rates, startMs, ratesMs, isTold ? endMs : null));
    }

    private static long version(long seenMs, int number) {
        return (seenMs + 2 * HISTORY_MS) * VERSIONS_PER_MS + number;
    }

    private Map<String, BigInteger> rates() {
        Map<String, BigInteger> rates = new TreeMap<>();
        rates.put("cpu", BigInteger.valueOf(1 + random.nextInt(8_000_000)));
        rates.put("memory", BigInteger.valueOf(1 + random.nextLong(64L << 30)).multiply(BigInteger.valueOf(1_000_000)));
        if (random.nextInt(3) == 0) {
            rates.put("gpu", BigInteger.valueOf(1 + random.nextInt(4_000_000)));
        }
        return rates;
    }

    /** A clock goes ahead once and falls behind once, for some seconds each, never in the first quarter. */
    private void jump(int source) {
        long quarter = lengthMs / 4;
        long[] lengths = {20_000, -8_000};
        for (int i = 0; i < lengths.length; i++) {
            long from = quarter * (i + 1) + random.nextLong(Math.max(1, quarter / 2));
            jumps.add(new ClockJump(source, from, from + 2_000 + random.nextLong(2_000), lengths[i]));
        }
    }

    private long clock(int source, long atMs) {
        long at = atMs;
        for (ClockJump jump : jumps) {
            if (jump.source == source && jump.fromMs <= atMs && atMs < jump.untilMs) {
                at += jump.byMs;
            }
        }
        return at;
    }

    private List<Tell> tellsOf(int source) {
        List<Gap> gapsOfSource = isCalm ? List.of() : drawGaps();
        gaps += gapsOfSource.size();
        List<Tell> all = new ArrayList<>();
        // What is there when the collector starts is listed.
        snapshot(source, 0, 1, all);
        for (long at = HEARTBEAT_MS; at < lengthMs; at += HEARTBEAT_MS) {
            long sent = at + 137L * source;
            if (!isIn(gapsOfSource, sent)) {
                all.add(new Tell(sent, clock(source, sent), Kind.HEARTBEAT, null, null, 0));
            }
        }
        for (PodLife life : lives) {
            if (life.source() == source) {
                for (Change change : life.changes()) {
                    tell(life, change, gapsOfSource, all);
                }
            }
        }
        for (int i = 0; i < gapsOfSource.size(); i++) {
            snapshot(source, gapsOfSource.get(i).untilMs, i + 2L, all);
        }
        // A stable order, so that what is told at the same moment stays in the order in which it was added.
        all.sort(Comparator.comparingLong(Tell::sendMs));
        return all;
    }

    private List<Gap> drawGaps() {
        List<Gap> found = new ArrayList<>();
        for (long from = lengthMs / 5 + random.nextLong(4_000);
                from + 6_000 < lengthMs;
                from += 20_000 + random.nextLong(20_000)) {
            found.add(new Gap(from, from + 1_500 + random.nextLong(3_500)));
        }
        return found;
    }

    private static boolean isIn(List<Gap> gaps, long atMs) {
        return gaps.stream().anyMatch(gap -> gap.fromMs <= atMs && atMs <= gap.untilMs);
    }

    /** Lists what there is; what was told long ago may be repeated between its beginning and its end. */
    private void snapshot(int source, long atMs, long id, List<Tell> all) {
        long observed = clock(source, atMs);
        all.add(new Tell(atMs, observed, Kind.SNAPSHOT_STARTED, null, null, id));
        for (PodLife life : lives) {
            Change listed = life.source() == source ? life.listedAt(atMs) : null;
            if (listed != null) {
                all.add(new Tell(atMs + 1, observed, Kind.LISTED, life, listed, id));
            }
        }
        all.add(new Tell(atMs + 2, observed, Kind.SNAPSHOT_COMPLETED, null, null, id));
    }

    private void tell(PodLife life, Change change, List<Gap> gapsOfSource, List<Tell> all) {
        long seen = change.seenMs();
        // Ends from before the run count too, as a collector tells them that resumes; told now, with the time of then.
        long sent = Math.max(seen, 1);
        if (isIn(gapsOfSource, sent)) {
            return;
        }
        boolean isLate = !life.isPrompt() && seen >= 0 && random.nextInt(5) == 0;
        Tell first = new Tell(sent, clock(life.source(), seen), Kind.CHANGE, life, change, 0);
        Tell told = isLate ? first.at(outOf(gapsOfSource, sent, 1 + random.nextInt(LATE_MS)), Kind.LATE) : first;
        all.add(told);
        if (random.nextInt(4) == 0) {
            all.add(told.at(outOf(gapsOfSource, told.sendMs(), random.nextInt(DUPLICATE_MS)), Kind.DUPLICATE));
        }
    }

    /**
     * When something is told that is due later. What a gap stands in the way of comes just before it, or while the list at its end is
     * sent: a second collector repeats what it told, and what the first one had still to write is written.
     */
    private static long outOf(List<Gap> gaps, long fromMs, long laterMs) {
        long at = fromMs + laterMs;
        for (Gap gap : gaps) {
            if (fromMs < gap.fromMs && at >= gap.fromMs) {
                return laterMs % 2 == 0 ? gap.fromMs - 1 : gap.untilMs + 1;
            }
        }
        return at;
    }
}
