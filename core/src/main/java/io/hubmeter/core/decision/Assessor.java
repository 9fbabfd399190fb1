package io.hubmeter.core.decision;

import io.hubmeter.core.decision.Standing.Verdict;
import io.hubmeter.core.metering.ExactInstant;
import io.hubmeter.core.metering.MeterHistory;
import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.Reading;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.quota.Limit;
import io.hubmeter.core.quota.PlannedHistory;
import io.hubmeter.core.quota.Reach;
import io.hubmeter.core.quota.UsageCurve;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells where an account stands with its limits; the part of a decision that needs the account's readings. */
public final class Assessor {
    private final MeterHistory history;
    private final Request request;
    private final Duration minimumRuntime;
    private final Instant at;
    private final Quantities rates;

    private Assessor(MeterHistory history, Request request, Duration minimumRuntime, Instant at) {
        Reading inForce = history.asOf(at);
        this.history = history;
        this.request = request;
        this.minimumRuntime = minimumRuntime;
        this.at = at;
        this.rates = inForce == null ? Quantities.ZERO : inForce.ratesAfter();
    }

    /**
     * The account's standing with each limit, in the order of the limits.
     *
     * @param minimumRuntime a limit is in the way if it would be reached sooner than this
     * @param at now, whole milliseconds; readings later than this are left out of account
     */
    public static List<Standing> assess(
            MeterHistory history, List<Limit> limits, Request request, Duration minimumRuntime, Instant at) {
        Assessor assessor = new Assessor(history, request, minimumRuntime, at);
        return limits.stream().map(assessor::standing).toList();
    }

    private Standing standing(Limit limit) {
        Resource resource = limit.resource();
        BigInteger used = new UsageCurve(history, resource, limit.window()).at(at.toEpochMilli());
        BigInteger rate = rates.get(resource);
        BigInteger plannedRate = rate.add(request.quantities().get(resource));
        BigInteger amount = limit.amount();
        if (amount == null) {
            return new Standing(limit, used, rate, plannedRate, Verdict.ALLOWS, null, null);
        }
        Reach reach = reach(limit, amount, at, rates.plus(request.quantities()), limit.window());
        Verdict verdict = request.concerns(resource) && isTooSoon(reach, at) ? against(used, amount) : Verdict.ALLOWS;
        Instant retryAt = verdict == Verdict.ALLOWS ? null : retryAt(limit, amount);
        return new Standing(limit, used, rate, plannedRate, verdict, firstMillisecondOf(reach), retryAt);
    }

    private static Verdict against(BigInteger used, BigInteger amount) {
        return used.compareTo(amount) >= 0 ? Verdict.USED_UP : Verdict.TOO_LITTLE_LEFT;
    }

    /** Whether a limit is reached at once, or before a server that starts then has run for the shortest time. */
    private boolean isTooSoon(Reach reach, Instant start) {
        ExactInstant from = ExactInstant.ofEpochMs(start.toEpochMilli());
        ExactInstant enough = ExactInstant.ofEpochMs(start.plus(minimumRuntime).toEpochMilli());
        return switch (reach) {
            case Reach.At(ExactInstant x) -> x.compareTo(from) <= 0 || x.compareTo(enough) < 0;
            case Reach.NotBefore(Instant bound) -> bound.isBefore(start.plus(minimumRuntime));
            case Reach.NotWithin() -> false;
        };
    }

    private static @Nullable Instant firstMillisecondOf(Reach reach) {
        return switch (reach) {
            case Reach.At(ExactInstant x) -> x.ceil();
            case Reach.NotBefore(Instant bound) -> bound;
            case Reach.NotWithin() -> null;
        };
    }

    /** When usage reaches the limit if these rates are held from an instant on, within the given time. */
    private Reach reach(Limit limit, BigInteger amount, Instant from, Quantities heldRates, Duration within) {
        MeterHistory planned = new PlannedHistory(idleFrom(from), from, heldRates);
        UsageCurve curve = new UsageCurve(planned, limit.resource(), limit.window());
        long fromMs = from.toEpochMilli();
        return curve.firstOver(amount, fromMs, fromMs + within.toMillis(), UsageCurve.MAX_PIECES);
    }

    /** The history as it goes on if nothing is held between now and a later instant. */
    private MeterHistory idleFrom(Instant later) {
        return later.equals(at) ? history : new PlannedHistory(history, at, Quantities.ZERO);
    }

    /**
     * The first millisecond at which the request would pass: now, if only the running pods are in its way. While nothing is
     * held usage only falls, so once it passes it keeps passing, and a binary search finds it.
     */
    private @Nullable Instant retryAt(Limit limit, BigInteger amount) {
        long low = at.toEpochMilli();
        long high = low + limit.window().toMillis();
        if (passesAt(limit, amount, low)) {
            return at;
        }
        if (!passesAt(limit, amount, high)) {
            return null;
        }
        while (high - low > 1) {
            long middle = low + (high - low) / 2;
            if (passesAt(limit, amount, middle)) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return Instant.ofEpochMilli(high);
    }

    private boolean passesAt(Limit limit, BigInteger amount, long startMs) {
        Instant start = Instant.ofEpochMilli(startMs);
        return !isTooSoon(reach(limit, amount, start, request.quantities(), minimumRuntime), start);
    }
}
