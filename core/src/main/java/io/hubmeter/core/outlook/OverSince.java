package io.hubmeter.core.outlook;

import io.hubmeter.core.metering.ExactInstant;
import io.hubmeter.core.metering.MeterHistory;
import io.hubmeter.core.metering.Reading;
import io.hubmeter.core.quota.Limit;
import io.hubmeter.core.quota.Reach;
import io.hubmeter.core.quota.UsageCurve;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Since when usage has been over a limit without a break, the limit taken as it is now. */
public final class OverSince {
    private static final long MOST_PIECES = 10_000;

    private OverSince() {}

    /**
     * The instant at which the usage that is over the limit at {@code at} reached it; empty if it is not over, or if the limit
     * is unlimited. If it was reached longer ago than the history tells, the earliest instant that it tells of.
     *
     * @param history complete from {@code at − window} on; earlier crossings are found as far back as it goes on
     */
    public static Optional<ExactInstant> of(MeterHistory history, Limit limit, Instant at) {
        BigInteger amount = limit.amount();
        UsageCurve curve = new UsageCurve(history, limit.resource(), limit.window());
        if (amount == null || !curve.isOver(amount, at.toEpochMilli())) {
            return Optional.empty();
        }
        Instant end = at;
        for (long pieces = 0; pieces < MOST_PIECES; pieces++) {
            Instant begin = turningPointBefore(history, limit.window(), end);
            if (begin == null) {
                break;
            }
            if (!curve.isOver(amount, begin.toEpochMilli())) {
                Reach reach = curve.firstOver(amount, begin.toEpochMilli(), end.toEpochMilli(), UsageCurve.MAX_PIECES);
                return Optional.of(
                        reach instanceof Reach.At(ExactInstant x) ? x : ExactInstant.ofEpochMs(end.toEpochMilli()));
            }
            end = begin;
        }
        return Optional.of(ExactInstant.ofEpochMs(end.toEpochMilli()));
    }

    /** Where the slope of usage changes last before an instant: a reading at an edge of the window; null before the first. */
    private static @Nullable Instant turningPointBefore(MeterHistory history, Duration window, Instant end) {
        Instant right = readingBefore(history, end);
        Instant left = readingBefore(history, end.minus(window));
        if (left == null) {
            return right;
        }
        Instant leaving = left.plus(window);
        return right == null || leaving.isAfter(right) ? leaving : right;
    }

    private static @Nullable Instant readingBefore(MeterHistory history, Instant end) {
        Reading reading = history.asOf(end.minusMillis(1));
        return reading == null ? null : reading.at();
    }
}
