package io.hubmeter.core.quota;

import io.hubmeter.core.metering.ExactInstant;

/**
 * An ongoing stretch of usage over a limit.
 *
 * @param crossedAt since when, exactly
 * @param revision how often the instant was amended after it was first reported; 0 or more
 */
public record Excess(ExactInstant crossedAt, int revision) {}
