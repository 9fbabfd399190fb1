package io.hubmeter.core.bruteforce;

import java.math.BigInteger;
import java.util.Map;

/**
 * What a pod holds from an instant on, until its next step or its end.
 *
 * @param fromMs since when, in milliseconds since the epoch
 * @param rates by the name of the resource, in micro-units; what is not listed is zero
 */
public record RateStep(long fromMs, Map<String, BigInteger> rates) {
    /** Keeps its own copy. */
    public RateStep {
        rates = Map.copyOf(rates);
    }
}
