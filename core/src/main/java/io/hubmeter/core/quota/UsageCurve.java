package io.hubmeter.core.quota;

import io.hubmeter.core.metering.ExactInstant;
import io.hubmeter.core.metering.MeterHistory;
import io.hubmeter.core.metering.Reading;
import io.hubmeter.core.metering.Resource;
import java.math.BigInteger;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The usage of one resource in a rolling window, as a function of the instant {@code t} at which the window ends:
 * {@code W(t) = total(t) − total(t − window)}.
 *
 * <p>It is continuous and consists of straight pieces: its slope is the rate at {@code t} less the rate at {@code t − window},
 * and changes only where a reading enters at the right edge or passes the left edge. All readings lie on whole milliseconds
 * and the window has whole milliseconds, so every piece begins and ends on one.
 *
 * <p>The searches walk these pieces with two look-ups each, and skip what cannot matter: a moving left edge only lowers usage,
 * so usage cannot reach a limit sooner than the right edge alone would bring it there.
 */
public final class UsageCurve {
    /** The usual bound of a search: how many pieces it walks before it answers {@link Reach.NotBefore}. */
    public static final int MAX_PIECES = 10_000;
    /** For a search of an interval that lies in the past: to stop short of its end would be to overlook something. */
    static final int ALL_PIECES = Integer.MAX_VALUE;

    private static final int PIECES_BEFORE_SKIP = 16;

    private final MeterHistory history;
    private final Resource resource;
    private final long windowMs;

    /** The curve of one resource of an account. */
    public UsageCurve(MeterHistory history, Resource resource, java.time.Duration window) {
        this.history = history;
        this.resource = resource;
        this.windowMs = window.toMillis();
    }

    /** The usage in the window that ends at an instant, in micro-unit milliseconds; never negative. */
    public BigInteger at(long epochMs) {
        return total(epochMs).subtract(total(epochMs - windowMs));
    }

    /** Whether the usage at an instant is over a limit. */
    public boolean isOver(BigInteger limit, long epochMs) {
        return isOver(limit, at(epochMs));
    }

    /** Whether an amount of usage is over a limit. */
    static boolean isOver(BigInteger limit, BigInteger usage) {
        return usage.signum() > 0 && usage.compareTo(limit) >= 0;
    }

    /**
     * Whether usage is over a limit at an instant, or was until then. The two differ for a limit of zero alone: where all use
     * has just left the window it is not over any more, but a pod that starts there continues the same excess.
     */
    boolean isOverUpTo(BigInteger limit, long epochMs) {
        return isOver(limit, epochMs) || (limit.signum() == 0 && isOver(limit, epochMs - 1));
    }

    /**
     * The first instant in {@code [fromMs, untilMs]} at which usage is over the limit. If the limit is zero, this is the
     * instant at which use begins.
     *
     * @param maxPieces how many pieces to walk at the most
     */
    public Reach firstOver(BigInteger limit, long fromMs, long untilMs, int maxPieces) {
        long a = fromMs;
        for (int pieces = 0; a <= untilMs; pieces++) {
            if (pieces == maxPieces) {
                return new Reach.NotBefore(Instant.ofEpochMilli(a));
            }
            Piece piece = pieceFrom(a);
            BigInteger missing = limit.subtract(piece.usage);
            if (isOver(limit, piece.usage)) {
                return at(ExactInstant.ofEpochMs(a));
            }
            BigInteger slope = piece.rightRate.subtract(piece.leftRate);
            // Compared before it is brought to lowest terms, which costs more than all the rest of a piece.
            BigInteger mostMs = BigInteger.valueOf(Math.min(piece.endMs, untilMs) - a);
            if (slope.signum() > 0 && missing.compareTo(slope.multiply(mostMs)) <= 0) {
                return at(ExactInstant.after(a, missing, slope));
            }
            a = nextPiece(piece, a, missing);
        }
        return new Reach.NotWithin();
    }

    /** Where to look next: the end of the piece, or what the right edge alone cannot reach before, if that is farther. */
    private static long nextPiece(Piece piece, long a, BigInteger missing) {
        if (piece.rightRate.signum() == 0) {
            return piece.rightEndMs;
        }
        long reachMs = clampToLong(missing.divide(piece.rightRate));
        return Math.max(piece.endMs, Math.min(piece.rightEndMs, saturatedAdd(a, reachMs)));
    }

    /**
     * The first instant in {@code [fromMs, untilMs]} from which on usage is not over the limit, if it is over it at
     * {@code fromMs}: the infimum, at which usage may still equal the limit.
     *
     * @param maxPieces how many pieces to walk at the most
     */
    public Reach firstNotOver(BigInteger limit, long fromMs, long untilMs, int maxPieces) {
        long a = fromMs;
        for (int pieces = 0; a <= untilMs; pieces++) {
            if (pieces == maxPieces) {
                return new Reach.NotBefore(Instant.ofEpochMilli(a));
            }
            if (pieces % PIECES_BEFORE_SKIP == PIECES_BEFORE_SKIP - 1) {
                a = overUntilAtLeast(limit, a);
                if (a > untilMs) {
                    break;
                }
            }
            Piece piece = pieceFrom(a);
            BigInteger slope = piece.rightRate.subtract(piece.leftRate);
            if (endsAt(limit, piece)) {
                return at(ExactInstant.ofEpochMs(a));
            }
            if (slope.signum() < 0 && limit.signum() > 0) {
                ExactInstant x = ExactInstant.after(a, piece.usage.subtract(limit), slope.negate());
                ExactInstant end = ExactInstant.ofEpochMs(Math.min(piece.endMs, untilMs));
                if (x.compareTo(end) < 0 || (x.equals(end) && untilMs < piece.endMs)) {
                    return at(x);
                }
            }
            a = piece.endMs;
        }
        return new Reach.NotWithin();
    }

    /** Whether usage is within the limit at the beginning of a piece, and for a limit of zero goes on to be. */
    private static boolean endsAt(BigInteger limit, Piece piece) {
        return !isOver(limit, piece.usage) && (limit.signum() > 0 || piece.rightRate.signum() == 0);
    }

    /**
     * The instant since which usage has been over the limit without a break, if it is over it at or up to an instant; found by
     * walking back.
     *
     * @param floorMs where to stop walking, the only bound: an instant short of the crossing would be a wrong answer
     * @return {@link Reach.At} the crossing; {@link Reach.NotBefore} the floor if usage was over the limit all the way
     */
    public Reach overSince(BigInteger limit, long atMs, long floorMs) {
        long b = atMs;
        while (b > floorMs) {
            long a = Math.max(floorMs, startOfPieceBefore(b));
            Piece piece = pieceFrom(a);
            BigInteger slope = piece.rightRate.subtract(piece.leftRate);
            if (!isOver(limit, piece.usage) && (limit.signum() > 0 || !isOver(limit, a - 1))) {
                BigInteger missing = limit.subtract(piece.usage);
                return at(slope.signum() > 0 ? ExactInstant.after(a, missing, slope) : ExactInstant.ofEpochMs(b));
            }
            b = a;
        }
        return new Reach.NotBefore(Instant.ofEpochMilli(b));
    }

    private long startOfPieceBefore(long b) {
        Reading right = history.asOf(Instant.ofEpochMilli(b - 1));
        Reading left = history.asOf(Instant.ofEpochMilli(b - 1 - windowMs));
        long rightStart = right == null ? Long.MIN_VALUE : right.at().toEpochMilli();
        long leftStart = left == null ? Long.MIN_VALUE : left.at().toEpochMilli() + windowMs;
        return Math.max(rightStart, leftStart);
    }

    /**
     * An instant before which usage stays over the limit, whatever happens, if it is over it at an instant: the window must
     * have slid past where the total stood lower by the limit, and what is used meanwhile only adds to it.
     */
    long overUntilAtLeast(BigInteger limit, long atMs) {
        return Math.max(atMs, justBeforeTotal(total(atMs).subtract(limit), atMs - windowMs, atMs) + windowMs);
    }

    /**
     * The last millisecond of {@code [fromMs, untilMs)} at which usage is an amount at the least, or one beside it, for an account that
     * uses nothing from {@code fromMs} on; {@code fromMs} if there is none. A search that may begin anywhere begins well there.
     */
    public long lastAtLeast(BigInteger amount, long fromMs, long untilMs) {
        BigInteger more = total(untilMs).subtract(amount).add(BigInteger.ONE);
        return justBeforeTotal(more, fromMs - windowMs, untilMs - windowMs) + windowMs;
    }

    /**
     * An instant in {@code [fromMs, untilMs]} at most a millisecond before the total reaches an amount. Totals never fall, so a
     * binary search finds the piece in which it does.
     */
    private long justBeforeTotal(BigInteger amount, long fromMs, long untilMs) {
        long low = fromMs;
        long high = untilMs;
        while (high - low > 1) {
            long middle = low + (high - low) / 2;
            Reading reading = history.asOf(Instant.ofEpochMilli(middle));
            if (reading == null || reading.totalAt(resource, middle).compareTo(amount) < 0) {
                low = middle;
            } else if (reading.totals().get(resource).compareTo(amount) >= 0) {
                high = Math.max(low, reading.at().toEpochMilli());
            } else {
                BigInteger missing = amount.subtract(reading.totals().get(resource));
                long withinPiece = missing.divide(rateOf(reading)).longValueExact();
                return Math.max(low, reading.at().toEpochMilli() + withinPiece);
            }
        }
        return low;
    }

    /** The total at an instant, in micro-unit milliseconds. */
    BigInteger total(long epochMs) {
        Reading reading = history.asOf(Instant.ofEpochMilli(epochMs));
        return reading == null ? BigInteger.ZERO : reading.totalAt(resource, epochMs);
    }

    private Piece pieceFrom(long a) {
        Instant rightEdge = Instant.ofEpochMilli(a);
        Instant leftEdge = Instant.ofEpochMilli(a - windowMs);
        Reading right = history.asOf(rightEdge);
        Reading left = history.asOf(leftEdge);
        long rightEndMs = endMs(history.after(rightEdge), 0);
        BigInteger rightTotal = right == null ? BigInteger.ZERO : right.totalAt(resource, a);
        BigInteger leftTotal = left == null ? BigInteger.ZERO : left.totalAt(resource, a - windowMs);
        return new Piece(
                rightTotal.subtract(leftTotal),
                rateOf(right),
                rateOf(left),
                rightEndMs,
                Math.min(rightEndMs, endMs(history.after(leftEdge), windowMs)));
    }

    private static long endMs(@Nullable Reading next, long shiftMs) {
        return next == null ? Long.MAX_VALUE : next.at().toEpochMilli() + shiftMs;
    }

    private BigInteger rateOf(@Nullable Reading reading) {
        return reading == null ? BigInteger.ZERO : reading.ratesAfter().get(resource);
    }

    private static Reach at(ExactInstant instant) {
        return new Reach.At(instant);
    }

    private static long clampToLong(BigInteger value) {
        return value.bitLength() < Long.SIZE ? value.longValue() : Long.MAX_VALUE;
    }

    private static long saturatedAdd(long a, long b) {
        long sum = a + b;
        return sum < a ? Long.MAX_VALUE : sum;
    }

    /** The curve from an instant to {@code endMs}: a straight line. */
    private record Piece(BigInteger usage, BigInteger rightRate, BigInteger leftRate, long rightEndMs, long endMs) {}
}
