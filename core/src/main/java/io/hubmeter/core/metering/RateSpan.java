package io.hubmeter.core.metering;

import java.time.Instant;

/**
 * The rates of a pod from an instant on, until the next span or the pod's end.
 *
 * @param version the version of the observation that said so
 * @param from since when
 * @param rates what is held, in micro-units
 */
public record RateSpan(long version, Instant from, Quantities rates) {}
