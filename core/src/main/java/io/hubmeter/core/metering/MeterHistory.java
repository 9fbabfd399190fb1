package io.hubmeter.core.metering;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The readings of one account, as far back as they are kept. Before its first reading a meter stands at zero with no rate.
 *
 * <p>Adapters read a store; {@link Timeline} holds everything in memory.
 */
public interface MeterHistory {

    /** The latest reading at or before an instant; null if there is none. */
    @Nullable
    Reading asOf(Instant at);

    /** The earliest reading later than an instant; null if there is none. */
    @Nullable
    Reading after(Instant at);

    /** The newest reading; null if the account has none. */
    @Nullable
    Reading latest();

    /** All totals at an instant: the meter runs on linearly from the reading in force. */
    default Quantities totalsAt(Instant at) {
        Reading reading = asOf(at);
        return reading == null ? Quantities.ZERO : reading.totalsAt(at);
    }

    /** The usage of every resource in the window {@code [until − window, until)}, in micro-unit milliseconds. */
    default Quantities usage(java.time.Duration window, Instant until) {
        return totalsAt(until).minus(totalsAt(until.minus(window)));
    }
}
