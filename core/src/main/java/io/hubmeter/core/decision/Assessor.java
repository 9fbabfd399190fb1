package io.hubmeter.core.decision;

import io.hubmeter.core.decision.Standing.Verdict;
import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.ExactInstant;
import io.hubmeter.core.metering.MeterHistory;
import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.Reading;
import io.hubmeter.core.metering.Resource;
import io.hubmeter.core.policy.Entitlement;
import io.hubmeter.core.policy.Entitlement.Entitled;
import io.hubmeter.core.quota.Limit;
import io.hubmeter.core.quota.LimitChange;
import io.hubmeter.core.quota.PlannedHistory;
import io.hubmeter.core.quota.Reach;
import io.hubmeter.core.quota.UsageCurve;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Tells where an account stands with its limits; the part of a decision that needs the account's readings. */
public final class Assessor {
    private static final int STEP_GROWTH = 8;

    private final MeterHistory history;
    private final Request request;
    private final Duration minimumRuntime;
    private final Instant at;
    private final Quantities rates;
    private final Quantities requested;
    private final MeterHistory planned;

    private Assessor(MeterHistory history, Request request, Duration minimumRuntime, Instant at) {
        Reading inForce = history.asOf(at);
        this.history = history;
        this.request = request;
        this.minimumRuntime = minimumRuntime;
        this.at = at;
        this.rates = inForce == null ? Quantities.ZERO : inForce.ratesAfter();
        this.requested = request.quantities();
        this.planned = new PlannedHistory(history, at, rates.plus(requested));
    }

    /**
     * The account's standing with each limit, in the order of the limits, and when the request would pass.
     *
     * @param heardAt the time heard from the stalest source that feeds the account's realm; null if none was heard
     * @param entitlement the limits at {@code at}
     * @param minimumRuntime a limit is in the way if it would be reached sooner than this
     * @param at now, whole milliseconds; readings later than this are left out of account
     */
    public static Assessment assess(
            AccountId account,
            MeterHistory history,
            @Nullable Instant heardAt,
            Entitlement entitlement,
            Request request,
            Duration minimumRuntime,
            Instant at) {
        Assessor assessor = new Assessor(history, request, minimumRuntime, at);
        List<Standing> standings =
                entitlement.limits().stream().map(assessor::standing).toList();
        Reading inForce = history.asOf(at);
        return new Assessment(
                account,
                at,
                heardAt,
                standings,
                assessor.retryAt(entitlement, standings),
                assessor.rates,
                inForce == null ? 0 : inForce.openPods());
    }

    private Standing standing(Entitled entitled) {
        Limit limit = entitled.limit();
        Resource resource = limit.resource();
        BigInteger used = new UsageCurve(history, resource, limit.window()).at(at.toEpochMilli());
        BigInteger rate = rates.get(resource);
        BigInteger plannedRate = rate.add(requested.get(resource));
        BigInteger amount = limit.amount();
        if (amount == null) {
            return new Standing(entitled, used, rate, plannedRate, Verdict.ALLOWS, null, null);
        }
        Reach reach = reach(entitled, planned, at, limit.window());
        Verdict verdict = request.concerns(resource) && isTooSoon(reach, at) ? against(used, amount) : Verdict.ALLOWS;
        Instant retryAt = verdict == Verdict.ALLOWS ? null : firstPassing(List.of(entitled));
        return new Standing(entitled, used, rate, plannedRate, verdict, firstMillisecondOf(reach), retryAt);
    }

    private static Verdict against(BigInteger used, BigInteger amount) {
        return used.compareTo(amount) >= 0 ? Verdict.USED_UP : Verdict.TOO_LITTLE_LEFT;
    }

    /** Whether a limit is reached at once, or before a server that starts then has run for the shortest time. */
    private boolean isTooSoon(Reach reach, Instant start) {
        return switch (reach) {
            case Reach.At(ExactInstant x) ->
                x.compareTo(ExactInstant.ofEpochMs(start.toEpochMilli())) <= 0
                        || x.compareTo(ExactInstant.ofEpochMs(
                                        start.plus(minimumRuntime).toEpochMilli()))
                                < 0;
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

    /** When usage reaches the limit, as it is then, if all goes on as planned from an instant on; within the given time. */
    private static Reach reach(Entitled entitled, MeterHistory planned, Instant from, Duration within) {
        Limit limit = entitled.limit();
        UsageCurve curve = new UsageCurve(planned, limit.resource(), limit.window());
        long startMs = from.toEpochMilli();
        long endMs = startMs + within.toMillis();
        BigInteger amount = Objects.requireNonNull(limit.amount());
        for (LimitChange change : entitled.changes()) {
            long changeMs = change.at().toEpochMilli();
            if (changeMs > endMs) {
                break;
            }
            if (changeMs > startMs) {
                Reach reach = curve.firstOver(amount, startMs, changeMs, UsageCurve.MAX_PIECES);
                boolean isBefore = !(reach instanceof Reach.At(ExactInstant x))
                        || x.compareTo(ExactInstant.ofEpochMs(changeMs)) < 0;
                if (isBefore && !(reach instanceof Reach.NotWithin)) {
                    return reach;
                }
                startMs = changeMs;
            }
            amount = change.amount();
        }
        return curve.firstOver(amount, startMs, endMs, UsageCurve.MAX_PIECES);
    }

    /** The history as it goes on if nothing is held between now and a later instant. */
    private MeterHistory idleFrom(Instant later) {
        return later.equals(at) ? history : new PlannedHistory(history, at, Quantities.ZERO);
    }

    private @Nullable Instant retryAt(Entitlement entitlement, List<Standing> standings) {
        List<Standing> inTheWay = standings.stream()
                .filter(standing -> standing.verdict() != Verdict.ALLOWS
                        && standing.entitled().isEnforced())
                .toList();
        if (inTheWay.isEmpty()) {
            return null;
        }
        List<Entitled> enforced = entitlement.limits().stream()
                .filter(entitled -> entitled.isEnforced()
                        && !entitled.limit().isUnlimited()
                        && request.concerns(entitled.limit().resource()))
                .toList();
        if (enforced.stream().anyMatch(entitled -> !entitled.changes().isEmpty())) {
            return firstPassing(enforced);
        }
        // What passes once goes on to, so the last of them decides.
        Instant last = at;
        for (Standing standing : inTheWay) {
            Instant retryAt = standing.retryAt();
            if (retryAt == null) {
                return null;
            }
            last = retryAt.isAfter(last) ? retryAt : last;
        }
        return last;
    }

    /**
     * The first millisecond at which the request would pass all of the limits: now, if only the running pods are in its way.
     *
     * <p>While nothing is held usage only falls, so once a start passes, later ones do too, unless a limit changes before they
     * have run for the shortest time. Between the instants where that begins or ends a search finds the first.
     */
    private @Nullable Instant firstPassing(List<Entitled> limits) {
        long low = at.toEpochMilli();
        TreeSet<Long> ends = new TreeSet<>();
        long lastMs = low;
        for (Entitled entitled : limits) {
            for (LimitChange change : entitled.changes()) {
                long changeMs = change.at().toEpochMilli();
                ends.add(changeMs);
                ends.add(changeMs - minimumRuntime.toMillis());
                lastMs = Math.max(lastMs, changeMs);
            }
        }
        long windowMs = limits.stream()
                .mapToLong(entitled -> entitled.limit().window().toMillis())
                .max()
                .orElse(0);
        ends.add(lastMs + windowMs + 1);
        for (long end : ends.tailSet(low, false)) {
            Instant found = firstPassing(limits, low, end - 1);
            if (found != null) {
                return found;
            }
            low = end;
        }
        return null;
    }

    private @Nullable Instant firstPassing(List<Entitled> limits, long fromMs, long lastMs) {
        if (passesAt(limits, fromMs)) {
            return Instant.ofEpochMilli(fromMs);
        }
        if (!passesAt(limits, lastMs)) {
            return null;
        }
        long low = fromMs;
        long high = lastMs;
        long guess = limits.size() == 1 ? guess(limits.getFirst(), fromMs, lastMs) : lastMs;
        // Mostly the guess is right, or close: look farther and farther from it before the halves of what is left.
        for (long step = 1; low < guess && guess < high && step < high - low; step *= STEP_GROWTH) {
            if (passesAt(limits, guess)) {
                high = guess;
                guess -= step;
            } else {
                low = guess;
                guess += step;
            }
        }
        while (high - low > 1) {
            long middle = low + (high - low) / 2;
            if (passesAt(limits, middle)) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return Instant.ofEpochMilli(high);
    }

    /**
     * Where the first passing start may be: nowhere before the window holds less than the limit, nor before it would at the end of
     * the shortest run if nothing left it meanwhile. Only how long the search takes rests on it.
     */
    private long guess(Entitled entitled, long fromMs, long lastMs) {
        Limit limit = entitled.limit();
        BigInteger amount = Objects.requireNonNull(limit.amount());
        UsageCurve curve = new UsageCurve(idleFrom(Instant.ofEpochMilli(lastMs)), limit.resource(), limit.window());
        long runMs = minimumRuntime.toMillis();
        BigInteger run = requested.get(limit.resource()).multiply(BigInteger.valueOf(runMs));
        long below = curve.lastAtLeast(amount, fromMs, lastMs);
        long belowAtEnd = curve.lastAtLeast(amount.subtract(run), fromMs, lastMs) - runMs;
        return Math.clamp(Math.max(below, belowAtEnd) + 1, fromMs, lastMs);
    }

    private boolean passesAt(List<Entitled> limits, long startMs) {
        Instant start = Instant.ofEpochMilli(startMs);
        MeterHistory started = new PlannedHistory(idleFrom(start), start, requested);
        for (Entitled limit : limits) {
            if (isTooSoon(reach(limit, started, start, minimumRuntime), start)) {
                return false;
            }
        }
        return true;
    }
}
