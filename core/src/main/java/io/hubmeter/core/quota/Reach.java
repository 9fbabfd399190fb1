package io.hubmeter.core.quota;

import io.hubmeter.core.metering.ExactInstant;
import java.time.Instant;

/** What a search along a usage curve found. */
public sealed interface Reach {

    /** It happens at exactly this instant. */
    record At(ExactInstant instant) implements Reach {}

    /** It does not happen before this instant; the search ended there, at its bound of steps. */
    record NotBefore(Instant instant) implements Reach {}

    /** It does not happen up to the end of the interval that was searched. */
    record NotWithin() implements Reach {}
}
