package io.hubmeter.core.simulation;

import io.hubmeter.core.metering.AccountId;
import io.hubmeter.core.metering.Quantities;
import java.util.List;

/**
 * What would have become of one account.
 *
 * @param id who
 * @param events in the order of time
 * @param recorded what its pods used in the interval as it was, in micro-unit milliseconds; without corrections
 * @param simulated what they would have used
 * @param permitted how many pods started in the interval
 * @param denied how many did not
 * @param stopped how many were stopped
 */
public record SimulatedAccount(
        AccountId id,
        List<SimulatedEvent> events,
        Quantities recorded,
        Quantities simulated,
        int permitted,
        int denied,
        int stopped) {
    /** Keeps the list to itself. */
    public SimulatedAccount {
        events = List.copyOf(events);
    }
}
