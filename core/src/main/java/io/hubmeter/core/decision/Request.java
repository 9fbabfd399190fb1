package io.hubmeter.core.decision;

import io.hubmeter.core.metering.Quantities;
import io.hubmeter.core.metering.Resource;
import java.math.BigInteger;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The resources that a server would hold, in micro-units.
 *
 * <p>A resource that is listed with zero is known not to be used, so its limits have no say. One that is not listed is not
 * known: its limits refuse the server if they are used up.
 *
 * @param rates by resource, each zero or more
 */
public record Request(SortedMap<Resource, BigInteger> rates) {
    /** A request that says nothing of its size. */
    public static final Request OF_UNKNOWN_SIZE = new Request(new TreeMap<>());

    /** Checks that nothing is negative and keeps its own copy. */
    public Request {
        rates = Collections.unmodifiableSortedMap(new TreeMap<>(rates));
        for (Map.Entry<Resource, BigInteger> rate : rates.entrySet()) {
            if (rate.getValue().signum() < 0) {
                throw new IllegalArgumentException("%s: found %s, expected 0 or more"
                        .formatted(rate.getKey(), rate.getKey().displayRate(rate.getValue(), 3)));
            }
        }
    }

    /** The rates as a vector. */
    public Quantities quantities() {
        return Quantities.of(rates);
    }

    /** Whether limits on a resource have a say. */
    boolean concerns(Resource resource) {
        BigInteger rate = rates.get(resource);
        return rate == null || rate.signum() > 0;
    }
}
