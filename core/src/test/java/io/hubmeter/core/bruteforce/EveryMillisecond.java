package io.hubmeter.core.bruteforce;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What limits that are enforced make of one account, tried out millisecond by millisecond: for each of them what every pod
 * holds is summed up, who has been over a limit for as long as the grace is stopped, and who asks is refused if the planned
 * future, again millisecond by millisecond, comes to a limit too soon. Limits must be above zero where they ever change.
 *
 * @param pods of one account
 * @param limits all of them; those that are not enforced are left out
 * @param freeUids pods of hubs that refuse and stop nothing
 * @param graceMs how long a limit may stay exceeded
 * @param minimumMs how long a pod that starts must be able to run
 * @param fromMs before it nobody is refused or stopped; 0 or more
 * @param untilMs the end
 */
public record EveryMillisecond(
        List<PodInterval> pods,
        List<LimitOverTime> limits,
        TreeSet<String> freeUids,
        int graceMs,
        int minimumMs,
        int fromMs,
        int untilMs) {

    /** A limit with its amount at each millisecond; the last one stays. */
    public record LimitOverTime(String resource, int windowMs, List<BigInteger> amounts) {
        BigInteger at(int ms) {
            return amounts.get(Math.min(ms, amounts.size() - 1));
        }
    }

    /**
     * What came of it.
     *
     * @param denied the uids of pods that did not start
     * @param ends when pods were stopped, by uid
     */
    public record Outcome(TreeSet<String> denied, Map<String, Long> ends) {}

    /** Tries it out. */
    public Outcome run() {
        Outcome outcome = new Outcome(new TreeSet<>(), new TreeMap<>());
        int[] overSince = new int[limits.size()];
        java.util.Arrays.fill(overSince, -1);
        for (int ms = fromMs; ms < untilMs; ms++) {
            stop(ms, overSince, outcome);
            int now = ms;
            pods.stream()
                    .filter(pod -> pod.startMs() == now && pod.endMs() > now)
                    .sorted(Comparator.comparing(PodInterval::uid))
                    .forEach(pod -> ask(pod, now, outcome));
            noteBeginnings(ms, overSince, outcome);
        }
        return outcome;
    }

    /** Over a limit of zero is whoever holds anything, from the start on. */
    private void noteBeginnings(int ms, int[] overSince, Outcome outcome) {
        for (int i = 0; i < limits.size(); i++) {
            LimitOverTime limit = limits.get(i);
            boolean isHeld = pods.stream()
                    .anyMatch(pod -> isRunning(pod, ms, outcome)
                            && pod.rateAt(limit.resource(), ms).signum() > 0);
            if (limit.at(ms).signum() == 0 && isHeld && overSince[i] < 0) {
                overSince[i] = ms;
            }
        }
    }

    private void stop(int ms, int[] overSince, Outcome outcome) {
        for (int i = 0; i < limits.size(); i++) {
            LimitOverTime limit = limits.get(i);
            boolean over = isOver(limit, ms, outcome);
            boolean isNew = ms == fromMs || (!limit.at(ms).equals(limit.at(ms - 1)) && !wasOver(limit, ms, outcome));
            if (!over) {
                overSince[i] = -1;
            } else if (overSince[i] < 0 || isNew) {
                overSince[i] = ms;
            }
            if (over && ms - overSince[i] >= graceMs) {
                for (PodInterval pod : pods) {
                    if (isRunning(pod, ms, outcome)
                            && pod.startMs() != ms
                            && pod.rateAt(limit.resource(), ms).signum() > 0
                            && !freeUids.contains(pod.uid())) {
                        outcome.ends().put(pod.uid(), (long) ms);
                    }
                }
            }
        }
    }

    /** Whether usage was over what the limit is now just before a millisecond, from which on it only fell. */
    private boolean wasOver(LimitOverTime limit, int ms, Outcome outcome) {
        BigInteger usage = usage(limit, ms, outcome);
        return usage.compareTo(limit.at(ms)) > 0
                || (usage.equals(limit.at(ms)) && usage(limit, ms - 1, outcome).compareTo(limit.at(ms)) >= 0);
    }

    private boolean isOver(LimitOverTime limit, int ms, Outcome outcome) {
        BigInteger usage = usage(limit, ms, outcome);
        return limit.at(ms).signum() == 0
                ? usage.signum() > 0 || rate(limit.resource(), ms, outcome).signum() > 0
                : usage.compareTo(limit.at(ms)) >= 0;
    }

    private void ask(PodInterval pod, int ms, Outcome outcome) {
        // Those that start now and come later do not count yet.
        for (LimitOverTime limit : limits) {
            BigInteger asked = pod.rateAt(limit.resource(), ms);
            BigInteger held = pods.stream()
                    .filter(other -> isRunning(other, ms, outcome)
                            && (other.startMs() < ms || other.uid().compareTo(pod.uid()) < 0))
                    .map(other -> other.rateAt(limit.resource(), ms))
                    .reduce(BigInteger.ZERO, BigInteger::add);
            if (asked.signum() > 0 && !freeUids.contains(pod.uid()) && isTooSoon(limit, ms, held.add(asked), outcome)) {
                outcome.denied().add(pod.uid());
                return;
            }
        }
    }

    private boolean isTooSoon(LimitOverTime limit, int ms, BigInteger planned, Outcome outcome) {
        for (int k = ms; k <= ms + minimumMs; k++) {
            BigInteger past = used(limit.resource(), k - limit.windowMs(), Math.min(k, ms), outcome);
            long ahead = Math.min(k - ms, limit.windowMs());
            BigInteger usage = past.add(planned.multiply(BigInteger.valueOf(ahead)));
            boolean reached = usage.compareTo(limit.at(k)) >= 0 && (k == ms || k < ms + minimumMs);
            boolean reachedBefore = k > ms && usage.compareTo(limit.at(k - 1)) > 0;
            if (reached || reachedBefore) {
                return true;
            }
        }
        return false;
    }

    private boolean isRunning(PodInterval pod, long ms, Outcome outcome) {
        return pod.isOpenAt(ms)
                && !outcome.denied().contains(pod.uid())
                && ms < outcome.ends().getOrDefault(pod.uid(), PodInterval.OPEN);
    }

    private BigInteger rate(String resource, long ms, Outcome outcome) {
        return pods.stream()
                .filter(pod -> isRunning(pod, ms, outcome) && (pod.startMs() < ms || ms < fromMs))
                .map(pod -> pod.rateAt(resource, ms))
                .reduce(BigInteger.ZERO, BigInteger::add);
    }

    private BigInteger usage(LimitOverTime limit, int ms, Outcome outcome) {
        return used(limit.resource(), ms - limit.windowMs(), ms, outcome);
    }

    private BigInteger used(String resource, long sinceMs, long untilMs, Outcome outcome) {
        return pods.stream()
                .filter(pod -> !outcome.denied().contains(pod.uid()))
                .map(pod -> pod.used(
                        resource, sinceMs, Math.min(untilMs, outcome.ends().getOrDefault(pod.uid(), PodInterval.OPEN))))
                .reduce(BigInteger.ZERO, BigInteger::add);
    }
}
