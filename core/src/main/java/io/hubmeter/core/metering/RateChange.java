package io.hubmeter.core.metering;

import java.time.Instant;

/**
 * A step in what an account holds, from an instant on.
 *
 * @param at when
 * @param rates by how much the rates change, in micro-units; negative where less is held
 * @param openPods by how much the number of pods that hold resources changes
 */
public record RateChange(Instant at, Quantities rates, int openPods) {}
