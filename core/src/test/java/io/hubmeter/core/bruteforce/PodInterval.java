package io.hubmeter.core.bruteforce;

import java.math.BigInteger;
import java.util.List;

/**
 * One pod's life, {@code [startMs, endMs)}, as plain data.
 *
 * @param account who is charged
 * @param uid which pod
 * @param steps in the order of time, at least one; the first holds from the start, whatever its own instant
 * @param startMs milliseconds since the epoch
 * @param endMs not before the start; {@link #OPEN} while the pod runs
 */
public record PodInterval(String account, String uid, List<RateStep> steps, long startMs, long endMs) {
    /** The end of a pod that has not ended. */
    public static final long OPEN = Long.MAX_VALUE;

    /** Keeps its own copy. */
    public PodInterval {
        steps = List.copyOf(steps);
    }

    /** What the pod used in {@code [fromMs, untilMs)}, in micro-unit milliseconds. */
    BigInteger used(String resource, long fromMs, long untilMs) {
        BigInteger sum = BigInteger.ZERO;
        for (int i = 0; i < steps.size(); i++) {
            BigInteger rate = steps.get(i).rates().get(resource);
            long a = Math.max(fromMs, stepFrom(i));
            long b = Math.min(untilMs, stepUntil(i));
            if (rate != null && a < b) {
                sum = sum.add(rate.multiply(BigInteger.valueOf(b - a)));
            }
        }
        return sum;
    }

    /** What the pod holds at an instant, in micro-units. */
    BigInteger rateAt(String resource, long atMs) {
        BigInteger held = BigInteger.ZERO;
        for (int i = 0; i < steps.size(); i++) {
            if (stepFrom(i) <= atMs && atMs < stepUntil(i)) {
                held = held.add(steps.get(i).rates().getOrDefault(resource, BigInteger.ZERO));
            }
        }
        return held;
    }

    /** Whether the pod holds resources at an instant. */
    boolean isOpenAt(long atMs) {
        return startMs <= atMs && atMs < endMs;
    }

    /** When the step begins to hold, within the pod's life. */
    long stepFrom(int i) {
        return i == 0 ? startMs : Math.max(startMs, steps.get(i).fromMs());
    }

    private long stepUntil(int i) {
        return i + 1 == steps.size() ? endMs : Math.min(endMs, stepFrom(i + 1));
    }

    /** This pod as far as it lies at or after an instant: what it holds then counts from there on. */
    public PodInterval notBefore(long floorMs) {
        return new PodInterval(account, uid, steps, Math.max(startMs, floorMs), Math.max(endMs, floorMs));
    }

    /** This pod as far as it lies before an instant. */
    public PodInterval before(long ceilingMs) {
        return new PodInterval(account, uid, steps, Math.min(startMs, ceilingMs), Math.min(endMs, ceilingMs));
    }
}
