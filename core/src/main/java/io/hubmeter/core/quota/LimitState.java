package io.hubmeter.core.quota;

import io.hubmeter.core.metering.ExactInstant;
import io.hubmeter.core.metering.MeterHistory;
import io.hubmeter.core.metering.Reading;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What was last said of one level of a limit of one account, and the instant before which nothing about it can change. The
 * level is the limit itself, or a part of it at which a warning is due.
 *
 * <p>The anchor makes that instant cheap to keep: the left edge of the window only lowers usage, so at any later instant
 * {@code t} usage is at most {@code anchorUsed + total(t) − anchorTotal}. As long as that stays below the limit no history
 * needs to be read.
 *
 * @param limit the limit, never unlimited
 * @param percent the level, 1 to 100 percent of the limit, rounded up to a whole micro-unit millisecond
 * @param excess the ongoing excess; null while usage is within the level
 * @param lookAt no crossing and no recovery happens before this instant; {@link Instant#MAX} if none can without a new reading
 * @param anchorAt an instant at which usage was looked up
 * @param anchorUsed usage at the anchor, in micro-unit milliseconds
 * @param anchorTotal total at the anchor, in micro-unit milliseconds
 */
public record LimitState(
        Limit limit,
        int percent,
        @Nullable Excess excess,
        Instant lookAt,
        Instant anchorAt,
        BigInteger anchorUsed,
        BigInteger anchorTotal) {
    /** How many pieces a forecast walks before it settles for a lower bound. */
    private static final int FORECAST_PIECES = 8;

    /** Of the limit itself. */
    static final int WHOLE = 100;

    private static final BigInteger HUNDRED = BigInteger.valueOf(WHOLE);
    /** How many pieces the forecast of a warning walks before it says nothing. */
    private static final int EXHAUSTION_PIECES = 256;

    /** The state of a level on an account that nothing was said of yet; to be looked at from an instant on. */
    static LimitState fresh(Limit limit, int percent, Instant from) {
        return new LimitState(limit, percent, null, from, from, BigInteger.ZERO, BigInteger.ZERO);
    }

    /** Whether it is about the limit itself, and not about a warning. */
    public boolean isWhole() {
        return percent == WHOLE;
    }

    /** The amount of the level. */
    BigInteger amount() {
        BigInteger whole = whole();
        return isWhole()
                ? whole
                : whole.multiply(BigInteger.valueOf(percent))
                        .add(HUNDRED.subtract(BigInteger.ONE))
                        .divide(HUNDRED);
    }

    private BigInteger whole() {
        return Objects.requireNonNull(limit.amount(), "unlimited");
    }

    /** This state, to be looked at from an instant on, or before if it is to be already. */
    LimitState lookedAtFrom(Instant instant) {
        return instant.isBefore(lookAt) ? withLookAt(instant) : this;
    }

    /**
     * This state after the history changed from an instant on, if the anchor alone shows that usage stays within the limit up
     * to {@code upTo}; null if it does not show that.
     *
     * @param newest the newest reading
     */
    @Nullable
    LimitState stillWithin(Instant changedFrom, Reading newest, Instant upTo) {
        if (excess != null || changedFrom.isBefore(anchorAt) || UsageCurve.isOver(amount(), anchorUsed)) {
            return null;
        }
        Instant until = upTo.isBefore(newest.at()) ? newest.at() : upTo;
        BigInteger total = newest.totalAt(limit.resource(), until.toEpochMilli());
        BigInteger missing = amount().subtract(anchorUsed.add(total).subtract(anchorTotal));
        BigInteger rate = newest.ratesAfter().get(limit.resource());
        if (rate.signum() == 0) {
            return missing.signum() > 0 || total.equals(anchorTotal) ? withLookAt(Instant.MAX) : null;
        }
        return missing.signum() > 0 ? withLookAt(plusMillis(until, missing.divide(rate))) : null;
    }

    private static Instant plusMillis(Instant instant, BigInteger ms) {
        return ms.bitLength() < 52 ? instant.plusMillis(ms.longValue()) : Instant.MAX;
    }

    /** All crossings and recoveries in {@code [lookAt, to)}, and the state at {@code to}. */
    LimitState advance(MeterHistory history, Instant to, List<QuotaEvent> events) {
        UsageCurve curve = curve(history);
        long until = to.toEpochMilli();
        ExactInstant end = ExactInstant.ofEpochMs(until);
        LimitState state = this;
        long from = lookAt.toEpochMilli();
        while (state.next(curve, from, until) instanceof Reach.At(ExactInstant x) && x.compareTo(end) < 0) {
            BigInteger used = curve.at(until);
            if (state.excess == null) {
                state = state.withExcess(new Excess(x, 0));
                events.add(reached(x, 0, QuotaEvent.Cause.CROSSED, used, curve));
                from = x.ceilEpochMs();
            } else {
                sayRestored(state.excess, x, QuotaEvent.Cause.CROSSED, used, events);
                state = state.withExcess(null);
                from = x.floorEpochMs() + 1;
            }
        }
        return state.anchoredAt(history, curve, to);
    }

    /**
     * The state at an instant after the history changed from an earlier one on, and what must be said of it.
     *
     * @param floor the oldest instant at which usage can be told
     */
    LimitState review(MeterHistory history, Instant changedFrom, Instant at, Instant floor, List<QuotaEvent> events) {
        UsageCurve curve = curve(history);
        long atMs = at.toEpochMilli();
        boolean crossedBefore = excess != null && excess.crossedAt().ceilEpochMs() < changedFrom.toEpochMilli();
        ExactInstant since = overSince(curve, atMs, (crossedBefore ? changedFrom : floor).toEpochMilli());
        BigInteger used = curve.at(atMs);
        LimitState state = this;
        if (since == null && excess != null) {
            sayRestored(excess, endOf(excess, curve, atMs), QuotaEvent.Cause.AMENDED, used, events);
            state = withExcess(null);
        } else if (since != null && (excess == null || !since.equals(excess.crossedAt()))) {
            Excess amended = new Excess(since, excess == null ? 0 : excess.revision() + 1);
            events.add(reached(since, amended.revision(), QuotaEvent.Cause.AMENDED, used, curve));
            state = withExcess(amended);
        }
        return state.anchoredAt(history, curve, at);
    }

    /** Since when usage is over the limit, if that is before an instant; null if it is not. */
    private @Nullable ExactInstant overSince(UsageCurve curve, long atMs, long floorMs) {
        if (!curve.isOverUpTo(amount(), atMs)) {
            return null;
        }
        return switch (curve.overSince(amount(), atMs, floorMs)) {
            case Reach.At(ExactInstant x) -> x.compareTo(ExactInstant.ofEpochMs(atMs)) < 0 ? x : null;
            case Reach.NotBefore(Instant instant) ->
                excess != null ? excess.crossedAt() : ExactInstant.ofEpochMs(instant.toEpochMilli());
            case Reach.NotWithin() -> null;
        };
    }

    private ExactInstant endOf(Excess reported, UsageCurve curve, long atMs) {
        long from = reported.crossedAt().ceilEpochMs();
        return from < atMs
                        && curve.isOver(amount(), from)
                        && curve.firstNotOver(amount(), from, atMs, UsageCurve.ALL_PIECES)
                                instanceof Reach.At(ExactInstant end)
                ? end
                : reported.crossedAt();
    }

    /** The state under another amount for the same resource and window, and what must be said of it. */
    LimitState relimited(
            Limit changed, MeterHistory history, Instant at, QuotaEvent.Cause cause, List<QuotaEvent> events) {
        LimitState state = about(changed);
        UsageCurve curve = state.curve(history);
        BigInteger used = curve.at(at.toEpochMilli());
        boolean over = state.overSince(curve, at.toEpochMilli(), at.toEpochMilli() - 1) != null;
        ExactInstant now = ExactInstant.ofEpochMs(at.toEpochMilli());
        if (over && excess == null) {
            events.add(state.reached(now, 0, cause, used, curve));
            state = state.withExcess(new Excess(now, 0));
        } else if (!over && excess != null) {
            state.sayRestored(excess, now, cause, used, events);
            state = state.withExcess(null);
        }
        return state.anchoredAt(history, curve, at);
    }

    /** The event for a level that usage has reached. */
    private QuotaEvent reached(
            ExactInstant crossedAt, int revision, QuotaEvent.Cause cause, BigInteger used, UsageCurve curve) {
        if (isWhole()) {
            return new QuotaEvent.Exceeded(limit, crossedAt, revision, cause, used);
        }
        long fromMs = crossedAt.ceilEpochMs();
        Reach exhausted =
                curve.firstOver(whole(), fromMs, fromMs + limit.window().toMillis(), EXHAUSTION_PIECES);
        return new QuotaEvent.Warned(
                limit,
                percent,
                crossedAt,
                revision,
                cause,
                used,
                exhausted instanceof Reach.At(ExactInstant instant) ? instant : null);
    }

    /** Nothing is said where usage falls below the level of a warning. */
    private void sayRestored(
            Excess ended, ExactInstant restoredAt, QuotaEvent.Cause cause, BigInteger used, List<QuotaEvent> events) {
        if (isWhole()) {
            events.add(new QuotaEvent.Restored(limit, ended.crossedAt(), restoredAt, cause, used));
        }
    }

    /** An ongoing excess of the limit itself, said once more; null if there is none. */
    @Nullable
    QuotaEvent again(MeterHistory history, Instant at) {
        return excess == null || !isWhole()
                ? null
                : new QuotaEvent.Exceeded(
                        limit,
                        excess.crossedAt(),
                        excess.revision(),
                        QuotaEvent.Cause.STARTED_WHILE_EXCEEDED,
                        curve(history).at(at.toEpochMilli()));
    }

    private LimitState anchoredAt(MeterHistory history, UsageCurve curve, Instant at) {
        long atMs = at.toEpochMilli();
        long horizonMs = atMs + limit.window().toMillis();
        BigInteger used = curve.at(atMs);
        Instant next;
        if (excess != null) {
            // A lower bound that later events can only move on, so none of them needs another look.
            next = Instant.ofEpochMilli(curve.overUntilAtLeast(amount(), Math.max(atMs, crossedAtMs())));
        } else if (!UsageCurve.isOver(amount(), used) && isIdleFrom(history.latest(), at)) {
            next = Instant.MAX;
        } else {
            next = switch (curve.firstOver(amount(), atMs, horizonMs, FORECAST_PIECES)) {
                case Reach.At(ExactInstant x) -> Instant.ofEpochMilli(x.floorEpochMs());
                case Reach.NotBefore(Instant instant) -> instant;
                case Reach.NotWithin() -> Instant.ofEpochMilli(horizonMs);
            };
        }
        return new LimitState(limit, percent, excess, next.isBefore(at) ? at : next, at, used, curve.total(atMs));
    }

    private boolean isIdleFrom(@Nullable Reading newest, Instant at) {
        return newest == null
                || (!newest.at().isAfter(at)
                        && newest.ratesAfter().get(limit.resource()).signum() == 0);
    }

    private long crossedAtMs() {
        return excess == null ? Long.MIN_VALUE : excess.crossedAt().ceilEpochMs();
    }

    /** The next crossing or recovery in {@code [fromMs, untilMs]}. */
    private Reach next(UsageCurve curve, long fromMs, long untilMs) {
        return excess == null
                ? curve.firstOver(amount(), fromMs, untilMs, UsageCurve.ALL_PIECES)
                : curve.firstNotOver(amount(), Math.max(fromMs, crossedAtMs()), untilMs, UsageCurve.ALL_PIECES);
    }

    private UsageCurve curve(MeterHistory history) {
        return new UsageCurve(history, limit.resource(), limit.window());
    }

    private LimitState withExcess(@Nullable Excess changed) {
        return new LimitState(limit, percent, changed, lookAt, anchorAt, anchorUsed, anchorTotal);
    }

    private LimitState about(Limit changed) {
        return new LimitState(changed, percent, excess, lookAt, anchorAt, anchorUsed, anchorTotal);
    }

    private LimitState withLookAt(Instant changed) {
        return new LimitState(limit, percent, excess, changed, anchorAt, anchorUsed, anchorTotal);
    }
}
