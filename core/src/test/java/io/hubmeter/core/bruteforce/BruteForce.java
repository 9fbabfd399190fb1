package io.hubmeter.core.bruteforce;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Usage and crossings of one account, straight from the definitions: every number is a sum over all its pods.
 *
 * <p>Usage {@code W(t)} is what was used in {@code [t − window, t)}. It is over a limit above zero from the first {@code t}
 * with {@code W(t) ≥ limit} until the infimum of the instants from which on {@code W(t) < limit}. It is over a limit of zero
 * while {@code W(t) > 0} or something is held.
 */
public final class BruteForce {
    private final List<PodInterval> pods;

    /** Looks at the pods of one account among all that are given. */
    public BruteForce(Collection<PodInterval> pods, String account) {
        this.pods = pods.stream().filter(pod -> pod.account().equals(account)).toList();
    }

    /** What was used in {@code [fromMs, untilMs)}, in micro-unit milliseconds. */
    public BigInteger used(String resource, long fromMs, long untilMs) {
        return pods.stream().map(pod -> pod.used(resource, fromMs, untilMs)).reduce(BigInteger.ZERO, BigInteger::add);
    }

    /** What was used in the window that ends at an instant, in micro-unit milliseconds. */
    public BigInteger usage(String resource, long windowMs, long atMs) {
        return used(resource, atMs - windowMs, atMs);
    }

    /** What is held at an instant, in micro-units. */
    public BigInteger rate(String resource, long atMs) {
        return pods.stream().map(pod -> pod.rateAt(resource, atMs)).reduce(BigInteger.ZERO, BigInteger::add);
    }

    /** How many pods hold resources at an instant. */
    public int openPods(long atMs) {
        return Math.toIntExact(pods.stream().filter(pod -> pod.isOpenAt(atMs)).count());
    }

    /** Every instant at which some pod starts, ends or changes what it holds. */
    public SortedSet<Long> changes() {
        TreeSet<Long> instants = new TreeSet<>();
        for (PodInterval pod : pods) {
            for (int i = 0; i < pod.steps().size(); i++) {
                instants.add(pod.stepFrom(i));
            }
            if (pod.endMs() != PodInterval.OPEN) {
                instants.add(pod.endMs());
            }
        }
        return instants;
    }

    /** Whether usage is over the limit at an instant. */
    public boolean isOver(String resource, BigInteger limit, long windowMs, long atMs) {
        BigInteger usage = usage(resource, windowMs, atMs);
        return limit.signum() == 0
                ? usage.signum() > 0 || rate(resource, atMs).signum() > 0
                : usage.compareTo(limit) >= 0;
    }

    /** The first instant in {@code [fromMs, untilMs]} at which usage is over the limit. */
    public Optional<Fraction> firstOver(String resource, BigInteger limit, long windowMs, long fromMs, long untilMs) {
        if (isOver(resource, limit, windowMs, fromMs)) {
            return Optional.of(Fraction.of(fromMs));
        }
        return transitions(resource, limit, windowMs, untilMs + 1).stream()
                .filter(transition -> transition.up()
                        && !transition.at().isBefore(fromMs)
                        && transition.at().compareTo(Fraction.of(untilMs)) <= 0)
                .map(Transition::at)
                .findFirst();
    }

    /** Every transition before an instant, from the very beginning, in the order of time. */
    public List<Transition> transitions(String resource, BigInteger limit, long windowMs, long untilMs) {
        TreeSet<Long> ends = new TreeSet<>();
        for (long change : changes()) {
            ends.add(change);
            ends.add(change + windowMs);
        }
        ends.add(untilMs);
        List<Transition> found = new ArrayList<>();
        boolean over = false;
        Long a = null;
        BigInteger atA = BigInteger.ZERO;
        for (long b : ends.headSet(untilMs, true)) {
            BigInteger atB = usage(resource, windowMs, b);
            if (a != null) {
                over = limit.signum() == 0
                        ? addOfZero(
                                found,
                                over,
                                a,
                                atA.signum() > 0
                                        || atB.signum() > 0
                                        || rate(resource, a).signum() > 0)
                        : addOfPiece(found, over, limit, a, atA, b, atB);
            }
            a = b;
            atA = atB;
        }
        return found.stream()
                .filter(transition -> transition.at().isBefore(untilMs))
                .toList();
    }

    /** One stretch under a limit of zero: in its interior usage is over all the time, or never. */
    private static boolean addOfZero(List<Transition> found, boolean over, long a, boolean overInside) {
        if (over != overInside) {
            found.add(new Transition(overInside, Fraction.of(a)));
        }
        return overInside;
    }

    /** One straight piece from {@code (a, atA)} to {@code (b, atB)}. */
    private static boolean addOfPiece(
            List<Transition> found, boolean over, BigInteger limit, long a, BigInteger atA, long b, BigInteger atB) {
        BigInteger length = BigInteger.valueOf(b - a);
        boolean overNow = over;
        if (!overNow && atB.compareTo(limit) >= 0) {
            found.add(new Transition(true, Fraction.of(a, limit.subtract(atA).multiply(length), atB.subtract(atA))));
            overNow = true;
        }
        if (overNow && atB.compareTo(limit) < 0) {
            found.add(new Transition(false, Fraction.of(a, atA.subtract(limit).multiply(length), atA.subtract(atB))));
            overNow = false;
        }
        return overNow;
    }
}
