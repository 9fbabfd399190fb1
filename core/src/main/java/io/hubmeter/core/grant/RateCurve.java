package io.hubmeter.core.grant;

import io.hubmeter.core.metering.MeterHistory;
import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.RateChange;
import io.hubmeter.core.metering.Reading;
import io.hubmeter.core.metering.Resource;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The rate of one resource over time, as the steps by which it changes; zero before the first. */
final class RateCurve {
    private final Resource resource;
    private final TreeMap<Instant, BigInteger> steps = new TreeMap<>();

    RateCurve(Resource resource) {
        this.resource = resource;
    }

    /** What was held in {@code [from, until)}, as far as it is written. */
    static RateCurve of(Resource resource, MeterHistory history, Instant from, Instant until) {
        RateCurve curve = new RateCurve(resource);
        Reading reading = history.asOf(from);
        BigInteger rate = BigInteger.ZERO;
        Instant at = from;
        while (at.isBefore(until)) {
            BigInteger next =
                    reading == null ? BigInteger.ZERO : reading.ratesAfter().get(resource);
            curve.step(at, next.subtract(rate));
            rate = next;
            reading = history.after(at);
            if (reading == null) {
                break;
            }
            at = reading.at();
        }
        return curve;
    }

    void add(List<RateChange> changes) {
        changes.forEach(change -> step(change.at(), change.rates().get(resource)));
    }

    private void step(Instant at, BigInteger by) {
        if (by.signum() != 0) {
            steps.merge(at, by, BigInteger::add);
        }
    }

    /** The amount under a curve that ends at zero, in micro-unit milliseconds. */
    BigInteger integral() {
        BigInteger sum = BigInteger.ZERO;
        for (Map.Entry<Instant, BigInteger> step : steps.entrySet()) {
            sum = sum.subtract(
                    step.getValue().multiply(BigInteger.valueOf(step.getKey().toEpochMilli())));
        }
        return sum;
    }

    /** The changes that add an amount evenly over {@code [from, until)}; what does not divide evenly comes first. */
    List<RateChange> spread(BigInteger amount, Instant from, Instant until) {
        BigInteger length = BigInteger.valueOf(Duration.between(from, until).toMillis());
        BigInteger[] rate = amount.divideAndRemainder(length);
        ChangeSum sum = new ChangeSum();
        hold(sum, rate[0], from, until);
        hold(sum, BigInteger.ONE, from, from.plusMillis(rate[1].longValueExact()));
        return sum.changes();
    }

    /** The changes that take an amount away in {@code [from, until)}, as early as something is held there. */
    List<RateChange> taken(BigInteger amount, Instant from, Instant until) {
        ChangeSum sum = new ChangeSum();
        BigInteger rest = amount;
        BigInteger rate = steps.headMap(from, true).values().stream().reduce(BigInteger.ZERO, BigInteger::add);
        Instant a = from;
        while (rest.signum() > 0 && a.isBefore(until)) {
            Instant next = steps.higherKey(a);
            Instant b = next == null || next.isAfter(until) ? until : next;
            if (rate.signum() > 0) {
                BigInteger held =
                        rate.multiply(BigInteger.valueOf(Duration.between(a, b).toMillis()));
                if (held.compareTo(rest) <= 0) {
                    hold(sum, rate.negate(), a, b);
                    rest = rest.subtract(held);
                } else {
                    BigInteger[] whole = rest.divideAndRemainder(rate);
                    Instant end = a.plusMillis(whole[0].longValueExact());
                    hold(sum, rate.negate(), a, end);
                    hold(sum, whole[1].negate(), end, end.plusMillis(1));
                    rest = BigInteger.ZERO;
                }
            }
            rate = rate.add(steps.getOrDefault(b, BigInteger.ZERO));
            a = b;
        }
        return sum.changes();
    }

    private void hold(ChangeSum sum, BigInteger rate, Instant from, Instant until) {
        if (rate.signum() != 0 && from.isBefore(until)) {
            Quantities rates = Quantities.of(resource, rate);
            sum.add(new RateChange(from, rates, 0));
            sum.add(new RateChange(until, Quantities.ZERO.minus(rates), 0));
        }
    }
}
