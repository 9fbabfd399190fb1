package io.hubmeter.bench.faults.check;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** When usage in a rolling window reaches a limit, and when it falls below it: straight from the definition. */
final class Crossings {
    private Crossings() {}

    /**
     * One crossing.
     *
     * @param isUp whether the limit is reached
     * @param micros to the nearest microsecond since 1970, ties to even
     */
    record Crossing(boolean isUp, long micros) {}

    private static BigInteger usage(Curve curve, Limit limit, long atMs) {
        return curve.used(atMs - limit.windowMs(), atMs);
    }

    /** Every crossing before an instant, in the order of time, if everything goes on as it is. */
    static List<Crossing> before(Curve curve, Limit limit, long untilMs) {
        TreeSet<Long> bounds = new TreeSet<>();
        for (long change : curve.changes()) {
            bounds.add(change);
            bounds.add(change + limit.windowMs());
        }
        bounds.add(untilMs);
        List<Crossing> found = new ArrayList<>();
        boolean isOver = false;
        long a = Long.MIN_VALUE;
        BigInteger atA = BigInteger.ZERO;
        for (long b : bounds.headSet(untilMs, true)) {
            BigInteger atB = usage(curve, limit, b);
            if (a != Long.MIN_VALUE) {
                if (!isOver && atB.compareTo(limit.amount()) >= 0) {
                    add(found, true, a, limit.amount().subtract(atA), atB.subtract(atA), b, untilMs);
                    isOver = true;
                }
                if (isOver && atB.compareTo(limit.amount()) < 0) {
                    add(found, false, a, atA.subtract(limit.amount()), atA.subtract(atB), b, untilMs);
                    isOver = false;
                }
            }
            a = b;
            atA = atB;
        }
        return found;
    }

    /** Adds the instant at which a part of what changes within a straight piece has changed. */
    private static void add(
            List<Crossing> found, boolean isUp, long a, BigInteger part, BigInteger whole, long b, long untilMs) {
        BigDecimal micros = new BigDecimal(part.multiply(BigInteger.valueOf((b - a) * 1_000)))
                .divide(new BigDecimal(whole), 0, RoundingMode.HALF_EVEN);
        boolean isBeforeEnd =
                part.multiply(BigInteger.valueOf(b - a)).compareTo(whole.multiply(BigInteger.valueOf(untilMs - a))) < 0;
        if (isBeforeEnd) {
            found.add(new Crossing(isUp, a * 1_000 + micros.longValueExact()));
        }
    }

    /**
     * Whether a limit is in the way of a server that starts at an instant: whether it is reached then, or within the shortest
     * time that a server is to run, if everything goes on with it.
     */
    static boolean isInTheWay(Curve curve, Limit limit, BigInteger requestedRate, long startMs, long shortestMs) {
        return isInTheWay(curve, Allowance.of(limit), requestedRate, startMs, shortestMs);
    }

    /** The same of a limit that grants change: up to each change it must be kept as it was, and from there on as it is then. */
    static boolean isInTheWay(
            Curve curve, Allowance allowance, BigInteger requestedRate, long startMs, long shortestMs) {
        Limit limit = allowance.base();
        BigInteger rate = curve.rate(startMs).add(requestedRate);
        BigInteger now = curve.total(startMs);
        long endMs = startMs + shortestMs;
        TreeSet<Long> bounds = new TreeSet<>(List.of(startMs));
        for (long change : curve.changes()) {
            long leaves = change + limit.windowMs();
            if (leaves > startMs && leaves < endMs) {
                bounds.add(leaves);
            }
        }
        if (startMs + limit.windowMs() < endMs) {
            bounds.add(startMs + limit.windowMs());
        }
        for (long change : allowance.changes(startMs, endMs)) {
            bounds.add(change);
            if (planned(curve, limit, now, rate, startMs, change).compareTo(allowance.at(change - 1)) > 0) {
                return true;
            }
        }
        for (long at : bounds) {
            if (planned(curve, limit, now, rate, startMs, at).compareTo(allowance.at(at)) >= 0) {
                return true;
            }
        }
        return planned(curve, limit, now, rate, startMs, endMs).compareTo(allowance.at(endMs - 1)) > 0;
    }

    private static BigInteger planned(
            Curve curve, Limit limit, BigInteger totalAtStart, BigInteger rate, long startMs, long atMs) {
        BigInteger right = totalAtStart.add(rate.multiply(BigInteger.valueOf(atMs - startMs)));
        long left = atMs - limit.windowMs();
        BigInteger before = left <= startMs
                ? curve.total(left)
                : totalAtStart.add(rate.multiply(BigInteger.valueOf(left - startMs)));
        return right.subtract(before);
    }
}
