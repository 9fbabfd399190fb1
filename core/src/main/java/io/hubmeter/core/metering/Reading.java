package io.hubmeter.core.metering;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * The state of an account's meter at an instant at which its rate changed. From here to the next reading the meter runs
 * linearly at {@code ratesAfter}.
 *
 * @param at the instant, whole milliseconds
 * @param totals amounts metered over all time up to {@code at}, in micro-unit milliseconds; never fall from one reading to the
 *     next
 * @param ratesBefore rates held just before {@code at}, in micro-units
 * @param ratesAfter rates held from {@code at} on, in micro-units
 * @param openPods how many pods hold resources from {@code at} on; 0 or more
 * @param sequence rises by two with each change of the account's meter, from 2: of the readings that a change writes, the last
 *     and newest has the even number, the others the odd one before it. So a newest reading with an odd number means that the
 *     rest of its change is not written yet. A newer reading never has a smaller one
 * @param revision how often the reading of this instant was amended; 0 when first written
 * @param estimated whether it rests on an end that nobody saw, only inferred from a snapshot
 */
public record Reading(
        Instant at,
        Quantities totals,
        Quantities ratesBefore,
        Quantities ratesAfter,
        int openPods,
        long sequence,
        int revision,
        boolean estimated) {

    /** Checks that nothing is negative and that {@code at} is in whole milliseconds. */
    public Reading {
        if (!at.equals(at.truncatedTo(ChronoUnit.MILLIS))) {
            throw new IllegalArgumentException("at: found " + at + ", expected whole milliseconds");
        }
        if (totals.hasNegative() || ratesBefore.hasNegative() || ratesAfter.hasNegative() || openPods < 0) {
            throw new IllegalArgumentException(
                    "reading at %s: found a negative quantity: totals %s, rates %s to %s, %d pods"
                            .formatted(at, totals, ratesBefore, ratesAfter, openPods));
        }
    }

    /**
     * Whether the meter stood still at zero until this reading, as every meter does until its first. One that did not has a
     * reading before this one, so where none is found it is not kept any more.
     */
    public boolean startsAtZero() {
        return totals.isZero() && ratesBefore.isZero();
    }

    /** All totals at an instant, which must not be before {@code at} and not after the next reading. */
    public Quantities totalsAt(Instant instant) {
        return totals.plus(ratesAfter.times(Duration.between(at, instant).toMillis()));
    }

    /** One total at an instant, which must not be before {@code at} and not after the next reading. */
    public BigInteger totalAt(Resource resource, long epochMs) {
        return totals.get(resource)
                .add(ratesAfter.get(resource).multiply(BigInteger.valueOf(epochMs - at.toEpochMilli())));
    }
}
